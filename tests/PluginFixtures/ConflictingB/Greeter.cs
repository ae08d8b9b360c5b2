using Fixtures.PrivateLibrary;

namespace Fixtures.ConflictingB;

public sealed class Greeter : IGreeter
{
    public string Greet() => "B";

    public string GreetAgain() => "B";
}
