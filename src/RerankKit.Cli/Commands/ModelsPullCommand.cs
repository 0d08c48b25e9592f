using RerankKit.Cli.Models;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit models pull</c>: downloads a model, or brings it up to date.</summary>
internal static class ModelsPullCommand
{
    private const string Notes =
        """
        A download that was broken off goes on where it stopped. Every file is checked against the hub's checksum. Prints the model's folder.
        Programs use what was pulled last; they do not look for updates unless told to.

        Examples:
          rerankkit models pull minilm-l6
          rerankkit models pull cross-encoder/ms-marco-MiniLM-L6-v2 --revision c5ee24cb16019beea0893ab7796b1df96625c6b8
          rerankkit models pull BAAI/bge-reranker-base --weights fp32
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("pull", "Downloads a model into the cache, or brings it up to date.", Notes);
        Argument<string> model = ModelsCommand.CreateModel("An id of the hub, or a short name.");
        var arguments = new ModelArguments(of: "");
        Option<string> cache = ModelsCommand.CreateCache("--cache");
        command.Add(model);
        Array.ForEach([.. arguments.Options, cache], command.Add);
        command.Validators.Add(arguments.Check);
        command.SetAction(async (result, cancellationToken) =>
        {
            RefuseFolder(result.GetRequiredValue(model));
            using ModelStore store = console.CreateModelStore(result.GetValue(cache));
            ModelRequest request = arguments.Read(result) with { CheckForUpdates = true };
            StoredModel stored = await DownloadProgress.RunAsync(
                console, progress => store.ResolveAsync(result.GetRequiredValue(model), request, progress, cancellationToken));
            DownloadProgress.Tell(console, stored, "is in the cache");
            console.Output.WriteLine(stored.Directory);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void RefuseFolder(string model)
    {
        if (Directory.Exists(model))
        {
            throw new InputException($"'{model}' is a folder, of which there is nothing to download. Use it as it is, or give an id of the hub.");
        }
    }
}
