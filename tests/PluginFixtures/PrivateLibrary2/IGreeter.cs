namespace Fixtures.PrivateLibrary;

public interface IGreeter
{
    string Greet();

    string GreetAgain();
}
