using System.Text.Json.Nodes;

namespace RerankKit.Cli.Training;

/// <summary>The files of one output: <c>train.jsonl</c>, beside it <c>dev.jsonl</c>, <c>test.jsonl</c> and the judgements of the test queries.</summary>
internal sealed class TrainingFiles : IDisposable
{
    private readonly TargetFile[] _files;

    private TrainingFiles(TargetFile[] files) => _files = files;

    /// <summary>Looks at all places before any work is done.</summary>
    /// <exception cref="InputException">One cannot be written.</exception>
    public static TrainingFiles Open(string output)
    {
        List<TargetFile> files = [];
        try
        {
            foreach (string path in (string[])[output, Beside(output, "dev"), Beside(output, "test"), Path.ChangeExtension(Beside(output, "test"), ".qrels")])
            {
                files.Add(TargetFile.Find(path));
            }

            return new([.. files]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            files.ForEach(file => file.Dispose());
            throw new InputException($"--output: {exception.Message}");
        }
    }

    /// <summary>What the files are called, in the order of train, dev, test, judgements.</summary>
    public IReadOnlyList<string> Names => [.. _files.Select(file => Path.GetFileName(file.Path))];

    /// <summary>Writes all of them, and makes them appear together.</summary>
    public void Write(IReadOnlyList<IReadOnlyList<TrainingExample>> splits, TrainingFormat format, bool isTaught, Qrels qrels)
    {
        for (int i = 0; i < splits.Count; i++)
        {
            using var lines = new StreamWriter(_files[i].Open(), leaveOpen: true) { NewLine = "\n" };
            foreach (JsonObject line in splits[i].SelectMany(example => Lines(example, format, isTaught)))
            {
                JsonReport.WriteTo(lines, line);
            }
        }

        var judgements = new Qrels();
        foreach (TrainingExample example in splits[2])
        {
            foreach ((string document, int grade) in qrels[example.QueryId])
            {
                judgements.Add(example.QueryId, document, grade);
            }
        }

        QrelsFile.Write(judgements, _files[3].Open());
        Array.ForEach(_files, file => file.Commit());
    }

    public void Dispose() => Array.ForEach(_files, file => file.Dispose());

    private static string Beside(string output, string split)
    {
        string name = Path.GetFileNameWithoutExtension(output);
        string other = name.Equals("train", StringComparison.OrdinalIgnoreCase) ? split : $"{name}-{split}";
        return Path.Combine(Path.GetDirectoryName(output) ?? "", other + Path.GetExtension(output));
    }

    private static IEnumerable<JsonObject> Lines(TrainingExample example, TrainingFormat format, bool isTaught)
    {
        TrainingPassage[] all = [.. example.Positives, .. example.Negatives];
        if (format == TrainingFormat.Pairs)
        {
            return all.Select(passage => new JsonObject
            {
                ["query"] = example.Query,
                ["document"] = passage.Text,
                ["label"] = isTaught ? passage.Score!.Value : passage.Grade > 0 ? 1 : 0,
            });
        }

        if (format == TrainingFormat.Lists)
        {
            return
            [
                new()
                {
                    ["query"] = example.Query,
                    ["docs"] = Texts(all),
                    ["labels"] = JsonReport.List(all, passage => isTaught ? passage.Score!.Value : passage.Grade),
                },
            ];
        }

        var json = new JsonObject { ["query"] = example.Query, ["pos"] = Texts(example.Positives), ["neg"] = Texts(example.Negatives) };
        if (Array.TrueForAll(all, passage => passage.Score is not null))
        {
            json["pos_scores"] = JsonReport.List(example.Positives, passage => passage.Score);
            json["neg_scores"] = JsonReport.List(example.Negatives, passage => passage.Score);
        }

        json["prompt"] = "";
        return [json];
    }

    private static JsonArray Texts(IEnumerable<TrainingPassage> passages) => JsonReport.List(passages, passage => passage.Text);
}
