using RerankKit.Cli.Models;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit models pack</c>: one file for machines without the hub.</summary>
internal static class ModelsPackCommand
{
    private const string Notes =
        """
        The file is a tar archive that begins with a manifest: the model's id, commit and licence, and the SHA-256 of every file. The same
        model gives the same bytes. Compression saves little: weights look like noise.

        Examples:
          rerankkit models pack minilm-l6 --output minilm.tar
          rerankkit models pack BAAI/bge-reranker-base --weights int8 --output bge.tar.gz
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("pack", "Packs a model into one file, downloading it first where it is not in the cache.", Notes);
        Argument<string> model = ModelsCommand.CreateModel("An id of the hub, or a short name.");
        var output = new Option<string>("--output") { Description = "The file to write; compressed when it ends in .gz or .tgz.", HelpName = "file", Required = true };
        var arguments = new ModelArguments(of: "");
        Option<string> cache = ModelsCommand.CreateCache("--cache");
        command.Add(model);
        Array.ForEach([output, .. arguments.Options, cache], command.Add);
        command.Validators.Add(arguments.Check);
        command.SetAction(async (result, cancellationToken) =>
        {
            string path = result.GetRequiredValue(output);
            if (path == InputFiles.Standard)
            {
                throw new InputException("--output is '-'; a bundle is written to a file. Name one.");
            }

            using ModelStore store = console.CreateModelStore(result.GetValue(cache));
            StoredModel stored = await DownloadProgress.RunAsync(
                console, progress => store.PackAsync(result.GetRequiredValue(model), path, arguments.Read(result), progress, cancellationToken));
            DownloadProgress.Tell(console, stored, $"is packed in {path}");
            return ExitCode.Ok;
        });
        return command;
    }
}
