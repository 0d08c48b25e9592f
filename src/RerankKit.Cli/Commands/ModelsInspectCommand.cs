namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit models inspect</c>: what a model is, as read from its files.</summary>
internal static class ModelsInspectCommand
{
    private const string Notes =
        """
        Of a model that is not in the cache, the configuration and the tokenizer are downloaded, the weights are not.

        Examples:
          rerankkit models inspect minilm-l6
          rerankkit models inspect BAAI/bge-reranker-base --weights int8
          rerankkit models inspect ./my-model --json
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("inspect", "Says what a model is: files, licence, labels, activation, length, tokenizer, and which file would be used.", Notes);
        Argument<string> model = ModelsCommand.CreateModel("A folder, an id of the hub, or a short name.");
        var arguments = new ModelArguments(of: "");
        Option<string> cache = ModelsCommand.CreateCache("--cache");
        var isJson = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        command.Add(model);
        Array.ForEach([.. arguments.OfFiles, arguments.Revision, cache, isJson], command.Add);
        command.Validators.Add(arguments.Check);
        command.SetAction(async (result, cancellationToken) =>
        {
            arguments.Check(result, result.GetRequiredValue(model), cache);
            using ModelStore store = console.CreateModelStore(result.GetValue(cache));
            ModelInspection inspection = await store.InspectAsync(result.GetRequiredValue(model), arguments.Read(result), cancellationToken);
            JsonReport.Print(console, result.GetValue(isJson), () => ModelReport.Json(inspection), () => ModelReport.Show(inspection, console));
            return ExitCode.Ok;
        });
        return command;
    }
}
