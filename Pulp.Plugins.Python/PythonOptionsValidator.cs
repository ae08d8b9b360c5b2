using Microsoft.Extensions.Options;
using Pulp.Plugins.Python.Attestations;

namespace Pulp.Plugins.Python;

internal sealed class PythonOptionsValidator : IValidateOptions<PythonOptions>
{
    public ValidateOptionsResult Validate(string? name, PythonOptions options)
    {
        var problems = new List<string>();
        if (options.UpstreamPageLifetime < TimeSpan.Zero)
            problems.Add($"python.{nameof(options.UpstreamPageLifetime)}: the time is negative.");
        if (options.UpstreamPageFiles < 0)
            problems.Add($"python.{nameof(options.UpstreamPageFiles)}: {options.UpstreamPageFiles} is negative; write a number of files.");
        try
        {
            AttestationVerifier.AuthoritiesOf(options);
        }
        catch (FormatException problem)
        {
            problems.Add($"python.{nameof(options.AttestationTrustRoots)}: {problem.Message}");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
