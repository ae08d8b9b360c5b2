using Fixtures.PrivateLibrary;

namespace Fixtures.ConflictingA;

public sealed class Greeter : IGreeter
{
    public string Greet() => "A";
}
