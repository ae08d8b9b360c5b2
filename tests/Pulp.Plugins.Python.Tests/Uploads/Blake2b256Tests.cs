using System.Text;
using Pulp.Plugins.Python.Uploads;

namespace Pulp.Plugins.Python.Tests.Uploads;

[TestFixture]
internal sealed class Blake2b256Tests
{
    // Made with hashlib.blake2b(digest_size=32).
    [TestCase("", 1, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8")]
    [TestCase("abc", 1, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")]
    [TestCase("a", 127, "59e2f1aba240f20aa591016f5ef429990bc9c2131dcd0d30f0ffd75ed18f317d")]
    [TestCase("a", 128, "ae2aa48507885c4c950fb809b2076f959cde9f8ea6da260d9a3587df33dac450")]
    [TestCase("a", 129, "2f64744a6de0d2c0b56e64cf6e29a5aaa255010d415d51c75ccc82f73dccd865")]
    [TestCase("0123456789", 100_000, "98033a4f6bf1acd115210c9a6369c74654e511b70add99ebe0e3a5a911373d36")]
    public void The_digest_is_that_of_the_reference_implementation(string text, int times, string expected)
    {
        var bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, times)));
        foreach (var step in (int[])[bytes.Length + 1, 7, 128])
        {
            var hash = new Blake2b256();
            for (var i = 0; i < bytes.Length; i += step)
                hash.Append(bytes.AsSpan(i, Math.Min(step, bytes.Length - i)));
            Assert.That(hash.Complete(), Is.EqualTo(expected));
        }
    }
}
