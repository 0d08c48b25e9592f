using System.Text;

namespace RerankKit.Cli.Distilling;

/// <summary>The passages that a table is made of, read anew each time: a collection, the lines of its corpus, or plain text.</summary>
internal sealed class DistillCorpus
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Func<IEnumerable<string>> _read;

    private DistillCorpus(Func<IEnumerable<string>> read) => _read = read;

    /// <summary>How many passages there are.</summary>
    public int Count { get; private set; }

    /// <summary>Names their content.</summary>
    public string Digest { get; private set; } = "";

    /// <summary>Reads all of it once, so that what cannot be read is found out before the work.</summary>
    /// <exception cref="InputException">It has no passage.</exception>
    /// <exception cref="EvaluationFormatException">A line cannot be read.</exception>
    public static DistillCorpus Open(string path, CancellationToken cancellationToken)
    {
        if (path == InputFiles.Standard)
        {
            throw new InputException("--corpus is '-'; it is read more than once. Name a file or a folder.");
        }

        var corpus = new DistillCorpus(Directory.Exists(path)
            ? () => BeirDataset.Load(path).ReadCorpus().Select(DocumentTexts.TitleAndText.Of)
            : () => ReadFile(path));
        var digest = Hash128.Of("");
        foreach (string passage in corpus.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            digest = digest.Then(passage);
            corpus.Count++;
        }

        corpus.Digest = digest.ToString();
        return corpus.Count > 0 ? corpus : throw new InputException($"--corpus is '{path}', which has no passage.");
    }

    public IEnumerable<string> Read() => _read();

    private static IEnumerable<string> ReadFile(string path)
    {
        bool isJson = path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".jsonl.gz", StringComparison.OrdinalIgnoreCase);
        using var reader = new LineReader(path);
        while (TryRead(reader, isJson, out string passage))
        {
            yield return passage;
        }
    }

    // An iterator cannot hold the span across its yield.
    private static bool TryRead(LineReader reader, bool isJson, out string passage)
    {
        passage = "";
        if (!reader.TryReadLine(out ReadOnlySpan<byte> line))
        {
            return false;
        }

        try
        {
            passage = isJson ? DocumentTexts.TitleAndText.Of(BeirJsonLine.Read(reader, line)) : Utf8.GetString(line);
            return true;
        }
        catch (DecoderFallbackException)
        {
            throw reader.Error(line, "The line is not UTF-8. Convert the file.");
        }
    }
}
