using System.CommandLine;
using Pulp.Server.Hosting;
using Pulp.Signing;

namespace Pulp.Server.Commands;

/// <summary>
/// Registers the scripts that sign, which REST only shows.
/// </summary>
internal static class SigningServiceCommands
{
    private static readonly Argument<string> Name = new("name") { Description = "The service's name." };

    public static Command Create() => new Command("signing-service", "Work with the scripts that sign files.") { Add(), List(), Remove() }
        .WithExamples("signing-service add images /srv/pulp/sign.sh /srv/pulp/key.asc --class container:ManifestSigningService", "signing-service list");

    private static Command Add()
    {
        var script = new Argument<string>("script") { Description = "The script: it is called with the path of a file, and prints a JSON object with the paths of what it made." };
        var key = new Argument<string>("public-key") { Description = "A file with the public key in ASCII armor, as 'gpg --armor --export' writes it." };
        var kind = new Option<string>("--class")
        {
            Description = "What the script makes: detached signatures, or another kind that a plugin brings, for example container:ManifestSigningService.", HelpName = "kind", DefaultValueFactory = _ => DetachedSigning.KindName,
        };
        var add = new Command("add", "Register a script, after it signed a test file and the signature was verified with the key (by gpgv). A running server knows it at once.") { Name, script, key, kind }
            .WithExamples("signing-service add images /srv/pulp/sign.sh /srv/pulp/key.asc --class container:ManifestSigningService");
        add.SetAction((result, token) => CommandHost.LookAsync(
            result,
            async (services, _) =>
            {
                var text = await File.ReadAllTextAsync(result.GetRequiredValue(key), token);
                var service = await services.GetRequiredService<SigningServices>().AddAsync(
                    result.GetRequiredValue(Name), Path.GetFullPath(result.GetRequiredValue(script)), text, result.GetRequiredValue(kind), token);
                Terminal.WriteUnbroken($"The signing service '{service.Name}' signs with the key {service.PubkeyFingerprint}");
                return 0;
            },
            token));
        return add;
    }

    private static Command List()
    {
        var list = new Command("list", "List the registered scripts.") { CommonOptions.Json }.WithExamples("signing-service list", "signing-service list --json");
        list.SetAction((result, token) => CommandHost.LookAsync(
            result,
            async (services, _) =>
            {
                var listing = new Listing("name", "class", "key", "script");
                foreach (var service in await services.GetRequiredService<SigningServices>().ListAsync(token))
                    listing.Add(service.Name, service.Kind, service.PubkeyFingerprint, service.Script);
                listing.Write(result.GetValue(CommonOptions.Json));
                return 0;
            },
            token));
        return list;
    }

    private static Command Remove()
    {
        var remove = new Command("remove", "Take a registered script away. What it signed stays; the script itself is not touched.") { Name }.WithExamples("signing-service remove images");
        remove.SetAction((result, token) => CommandHost.LookAsync(
            result,
            async (services, _) =>
            {
                var name = result.GetRequiredValue(Name);
                if (!await services.GetRequiredService<SigningServices>().RemoveAsync(name, token))
                    throw new SigningException($"There is no signing service '{name}'; see: {ProgramName.Current} signing-service list");
                Terminal.WriteUnbroken($"The signing service '{name}' is gone.");
                return 0;
            },
            token));
        return remove;
    }
}
