namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit models</c>: what there is, what it is, and how it gets here.</summary>
internal static class ModelsCommand
{
    private const string Notes =
        """
        Models are kept in the cache of Hugging Face's tools (HF_HUB_CACHE, else HF_HOME/hub, else ~/.cache/huggingface/hub). HF_TOKEN opens
        gated and private models, HF_ENDPOINT names another hub, HF_HUB_OFFLINE=1 forbids downloads.

        Examples:
          rerankkit models list
          rerankkit models inspect minilm-l6
          rerankkit models pull cross-encoder/ms-marco-MiniLM-L6-v2 --weights int8
          rerankkit models pack minilm-l6 --output minilm.tar
          rerankkit models unpack minilm.tar
        """;

    public static Command Create(ToolConsole console) => new DocumentedCommand("models", "Lists, inspects, downloads, packs and unpacks models.", Notes)
    {
        ModelsListCommand.Create(console),
        ModelsInspectCommand.Create(console),
        ModelsPullCommand.Create(console),
        ModelsPackCommand.Create(console),
        ModelsUnpackCommand.Create(console),
    };

    /// <summary>Makes the argument of every command that is about one model.</summary>
    public static Argument<string> CreateModel(string description) => new("model")
    {
        Description = description,
        HelpName = "model",
        CompletionSources = { _ => [.. RerankKit.Models.ModelCatalog.Models.SelectMany(model => model.Aliases.Append(model.Id)).Select(name => new System.CommandLine.Completions.CompletionItem(name))] },
    };

    /// <summary>Makes the option of every command that writes to the cache, or reads it.</summary>
    public static Option<string> CreateCache(string name) => new(name)
    {
        Description = "The cache folder. [default: that of Hugging Face's tools]",
        HelpName = "folder",
    };
}
