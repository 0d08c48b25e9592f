namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit models list</c>: the catalogue, and what is in the cache.</summary>
internal static class ModelsListCommand
{
    private const string Notes =
        """
        Any other model of the hub works too, by its id. A licence in capitals forbids commercial use.

        Examples:
          rerankkit models list
          rerankkit models list --json
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("list", "Lists the models that are known by name, and those in the cache.", Notes);
        Option<string> cache = ModelsCommand.CreateCache("--cache");
        var isJson = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        command.Add(cache);
        command.Add(isJson);
        command.SetAction(result =>
        {
            using ModelStore store = console.CreateModelStore(result.GetValue(cache));
            IReadOnlyList<string> cached = store.ListCached();
            JsonReport.Print(console, result.GetValue(isJson), () => ModelListReport.Json(cached), () => ModelListReport.Show(cached, console));
            return ExitCode.Ok;
        });
        return command;
    }
}
