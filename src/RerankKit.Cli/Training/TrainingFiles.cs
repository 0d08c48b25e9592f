using System.Text.Encodings.Web;

namespace RerankKit.Cli.Training;

/// <summary>The files of one output: <c>train.jsonl</c>, beside it <c>dev.jsonl</c>, <c>test.jsonl</c> and the judgements of the test queries.</summary>
internal sealed class TrainingFiles : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
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
            Stream stream = _files[i].Open();
            foreach (TrainingExample example in splits[i])
            {
                Write(stream, example, format, isTaught);
            }
        }

        using (var judgements = new StreamWriter(_files[3].Open(), leaveOpen: true))
        {
            foreach (TrainingExample example in splits[2])
            {
                foreach ((string document, int grade) in qrels[example.QueryId])
                {
                    judgements.Write(Invariant($"{example.QueryId} 0 {document} {grade}\n"));
                }
            }
        }

        Array.ForEach(_files, file => file.Commit());
    }

    public void Dispose() => Array.ForEach(_files, file => file.Dispose());

    private static string Beside(string output, string split)
    {
        string name = Path.GetFileNameWithoutExtension(output);
        string other = name.Equals("train", StringComparison.OrdinalIgnoreCase) ? split : $"{name}-{split}";
        return Path.Combine(Path.GetDirectoryName(output) ?? "", other + Path.GetExtension(output));
    }

    private static void Write(Stream stream, TrainingExample example, TrainingFormat format, bool isTaught)
    {
        TrainingPassage[] all = [.. example.Positives, .. example.Negatives];
        if (format == TrainingFormat.Pairs)
        {
            Array.ForEach(all, passage => WriteLine(stream, json =>
            {
                json.WriteString("query", example.Query);
                json.WriteString("document", passage.Text);
                json.WriteNumber("label", isTaught ? passage.Score!.Value : passage.Grade > 0 ? 1 : 0);
            }));
            return;
        }

        WriteLine(stream, json =>
        {
            json.WriteString("query", example.Query);
            if (format == TrainingFormat.Lists)
            {
                WriteTexts(json, "docs", all);
                WriteNumbers(json, "labels", all.Select(passage => isTaught ? passage.Score!.Value : passage.Grade));
                return;
            }

            WriteTexts(json, "pos", example.Positives);
            WriteTexts(json, "neg", example.Negatives);
            if (Array.TrueForAll(all, passage => passage.Score is not null))
            {
                WriteNumbers(json, "pos_scores", example.Positives.Select(passage => passage.Score!.Value));
                WriteNumbers(json, "neg_scores", example.Negatives.Select(passage => passage.Score!.Value));
            }

            json.WriteString("prompt", "");
        });
    }

    private static void WriteLine(Stream stream, Action<Utf8JsonWriter> members)
    {
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<TrainingPassage> passages)
    {
        json.WriteStartArray(name);
        foreach (TrainingPassage passage in passages)
        {
            json.WriteStringValue(passage.Text);
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
