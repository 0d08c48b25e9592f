using RerankKit.Cli.Models;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit models unpack</c>: a packed model into the cache.</summary>
internal static class ModelsUnpackCommand
{
    private const string Notes =
        """
        Every file is checked against the manifest's SHA-256, and nothing is written outside the cache. Prints the model's folder. Afterwards
        the model is used by its id, without the hub.

        Examples:
          rerankkit models unpack minilm.tar
          rerankkit models unpack minilm.tar --into /srv/models
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("unpack", "Unpacks a packed model into the cache.", Notes);
        var file = new Argument<string>("file") { Description = "The file that 'rerankkit models pack' wrote.", HelpName = "file" };
        Option<string> into = ModelsCommand.CreateCache("--into");
        var acceptNonCommercial = new Option<bool>("--accept-non-commercial") { Description = "Take weights whose licence forbids commercial use." };
        command.Add(file);
        command.Add(into);
        command.Add(acceptNonCommercial);
        command.SetAction(async (result, cancellationToken) =>
        {
            using ModelStore store = console.CreateModelStore(result.GetValue(into));
            ModelRequest request = new() { AcceptNonCommercial = result.GetValue(acceptNonCommercial) };
            StoredModel stored = await store.UnpackAsync(result.GetRequiredValue(file), request, cancellationToken);
            DownloadProgress.Tell(console, stored, "is unpacked");
            console.Output.WriteLine(stored.Directory);
            return ExitCode.Ok;
        });
        return command;
    }
}
