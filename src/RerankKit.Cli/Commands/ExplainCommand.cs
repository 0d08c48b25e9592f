using System.CommandLine.Parsing;
using RerankKit.Cli.LateInteraction;
using RerankKit.LateInteraction;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit explain</c>: why late interaction gives a document its score.</summary>
internal static class ExplainCommand
{
    private const string Notes =
        """
        For each token of the query: the document's token that is most similar to it, where it begins in the text, and their similarity. The
        similarities add up to the score. Tokens in brackets such as [CLS], [MASK] or a marker stand for no text of their own. The text follows
        with what was found marked, in [brackets] where the output is no terminal; weak finds are left out there.

        With --json, {"score": s, "matches": [{"query": {...}, "document": {...}, "similarity": s}, ...], "highlights": [...]}; offsets count
        UTF-16 characters.

        Examples:
          rerankkit explain --model colbert-folder --query "how do planes stay up" --text "Lift is made by the flow of air over the wing."
          rerankkit explain --model colbert-folder --query "lift of a wing" --dataset cranfield --document 1057
          rerankkit explain --model colbert-folder --dataset cranfield --query-id 12 --document 1057 --json
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("explain", "Explains a late-interaction score: what each token of the query found in a document.", Notes);
        var model = new ModelOptions(of: "");
        var query = new Option<string>("--query") { Description = "The query's text.", HelpName = "text" };
        var queryId = new Option<string>("--query-id") { Description = "The query of the collection with this id.", HelpName = "id" };
        var text = new Option<string>("--text") { Description = "The document's text.", HelpName = "text" };
        var document = new Option<string>("--document") { Description = "The document of the collection with this id.", HelpName = "id" };
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout with corpus.jsonl and queries.jsonl.", HelpName = "folder" };
        var isJson = new Option<bool>("--json") { Description = "Write one line of JSON instead of a table." };
        model.Model.Required = true;
        Array.ForEach([.. model.All, model.AcceptEmbeddingModel, query, queryId, text, document, dataset, isJson], command.Add);
        command.Validators.Add(result => CheckOneOf(result, query, queryId));
        command.Validators.Add(result => CheckOneOf(result, text, document));
        command.Validators.Add(model.Check);
        command.Validators.Add(result => CheckDataset(result, dataset, queryId, document));
        command.SetAction(async (result, cancellationToken) =>
        {
            BeirDataset? collection = result.GetValue(dataset) is { } folder ? BeirDataset.Load(folder) : null;
            string asked = result.GetValue(query) ?? Query(collection!, result.GetRequiredValue(queryId)!);
            string answer = result.GetValue(text) ?? Document(collection!, result.GetRequiredValue(document)!);
            using IMultiVectorEncoder encoder = await new EncoderLoader(console).LoadAsync(
                model.Name(result), model.Request(result), options => model.Configure(result, options), cancellationToken);
            LateInteractionExplanation explanation = await encoder.ExplainAsync(asked, answer, cancellationToken);
            JsonReport.Print(console, result.GetValue(isJson), () => ExplanationReport.Json(explanation), () => ExplanationReport.Show(explanation, console));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void CheckOneOf(CommandResult result, Option<string> text, Option<string> id)
    {
        if (result.GetResult(text) is null == result.GetResult(id) is null)
        {
            result.AddError(result.GetResult(text) is null ? $"{text.Name} is missing. Give {text.Name}, or {id.Name} with --dataset." : $"{text.Name} does not go with {id.Name}.");
        }
    }

    private static void CheckDataset(CommandResult result, Option<string> dataset, params ReadOnlySpan<Option<string>> ids)
    {
        bool isNeeded = false;
        foreach (Option<string> id in ids)
        {
            isNeeded |= result.IsGiven(id);
            if (result.IsGiven(id) && !result.IsGiven(dataset))
            {
                result.AddError($"{id.Name} needs --dataset, the collection that has it.");
            }
        }

        if (!isNeeded)
        {
            result.Refuse("--query and --text, which need no collection", dataset);
        }
    }

    private static string Query(BeirDataset collection, string id) =>
        collection.Queries.FirstOrDefault(query => query.Id == id)?.Text
            ?? throw new InputException($"--query-id is '{id}'; {collection.Name} has no such query.");

    private static string Document(BeirDataset collection, string id) =>
        collection.LoadCorpus(new HashSet<string>(StringComparer.Ordinal) { id }).GetValueOrDefault(id)?.TitleAndText
            ?? throw new InputException($"--document is '{id}'; {collection.Name} has no such document.");
}
