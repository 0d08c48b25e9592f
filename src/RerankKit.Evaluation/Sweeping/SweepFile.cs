using System.Text.Json;

namespace RerankKit.Evaluation;

/// <summary>Reads the results of a sweep, query by query.</summary>
internal sealed class SweepFile(LineReader reader) : IDisposable
{
    private SweepLine? _next;

    public SweepHeader Settings { get; private set; } = null!;

    /// <summary>Opens results, plain or packed.</summary>
    /// <exception cref="EvaluationFormatException">They are not a sweep's.</exception>
    public static SweepFile Open(string path)
    {
        var lines = new LineReader(path);
        var file = new SweepFile(lines);
        try
        {
            SweepLine? first = file.Read();
            file.Settings = first is { Type: SweepLine.SweepType, Settings: { } settings } ? settings
                : throw lines.Error(default, "The file does not begin as the results of 'rerankkit sweep' do. Give the file that its --output named.");
            file._next = file.Read();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The queries, in the order of the file.</summary>
    /// <exception cref="EvaluationFormatException">A line cannot be read, or goes with nothing.</exception>
    public IEnumerable<SweepQuery> Queries()
    {
        while (_next is { Type: SweepLine.QueryType, Query: { } id })
        {
            var query = new SweepQuery(Settings, id);
            do
            {
                Take(query, _next);
                _next = Read();
            }
            while (_next?.Query == id);
            yield return query;
        }
    }

    /// <summary>The texts behind the queries: document id to text.</summary>
    /// <exception cref="EvaluationFormatException">A line cannot be read, or the end is missing.</exception>
    public IReadOnlyDictionary<string, string> Texts()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (_next is { Type: SweepLine.TextType, Documents: [var id], Text: { } text })
        {
            texts[id] = text;
            _next = Read();
        }

        return _next?.Type == SweepLine.EndType ? texts
            : throw reader.Error(default, _next is null ? "The results end before their end. Go on with the sweep (--resume)." : $"A line of type '{_next.Type}' does not stand here.");
    }

    public void Dispose() => reader.Dispose();

    private SweepLine? Read()
    {
        if (!reader.TryReadLine(out ReadOnlySpan<byte> line))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(line, SweepJson.Default.SweepLine);
        }
        catch (JsonException exception)
        {
            throw reader.Error(line, $"This is not a line of a sweep's results: {exception.Message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0]}");
        }
    }

    private void Take(SweepQuery query, SweepLine line)
    {
        try
        {
            query.Add(line);
        }
        catch (FormatException exception)
        {
            throw reader.Error(default, exception.Message);
        }
    }
}
