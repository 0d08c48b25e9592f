using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace RerankKit.Cli.Runs;

/// <summary>Finished queries in a file beside the output, <c>OUTPUT.partial</c>, until the output is whole.</summary>
/// <remarks>
/// A run in TREC format whose comments say the settings and, behind the lines of a query, that it is whole. What follows the last such comment
/// is of a query that was being written when the process ended, and is dropped.
/// </remarks>
internal sealed class PartialRun(RunTarget target, string path, string name, RunSettings settings, Run before, long length) : FinishedQueries(name, before.QueryIds.Count)
{
    private const string Head = "# rerankkit rerank, not finished: go on with --resume. Settings: ";
    private static readonly byte[] Whole = "# finished "u8.ToArray();

    private FileStream? _file;
    private long _length = length;

    public override string Whereabouts => $"kept in '{path}'; the same command with --resume goes on from there";

    /// <summary>Refuses to begin anew where an earlier run left finished queries, before anything is loaded.</summary>
    /// <exception cref="InputException">It did.</exception>
    public static void Check(RunTarget target, bool isResumed)
    {
        if (isResumed && target.PartialPath is null)
        {
            throw new InputException($"--resume needs a file as --output; '{target.Path}' keeps nothing to go on from.");
        }

        if (!isResumed && File.Exists(target.PartialPath))
        {
            throw new InputException($"'{target.PartialPath}' has finished queries of an earlier run that did not end. Go on from there with --resume, or delete it to begin anew.");
        }
    }

    public static PartialRun Open(RunTarget target, string path, string name, RunSettings settings, bool isResumed, ToolConsole console)
    {
        Check(target, isResumed);
        if (!File.Exists(path))
        {
            if (isResumed)
            {
                console.Error.WriteLine($"There is no '{path}' to go on from: beginning with the first query");
            }

            return new(target, path, name, settings, new Run(name), length: 0);
        }

        byte[] bytes = File.ReadAllBytes(path);
        int headEnd = bytes.AsSpan().IndexOf((byte)'\n');
        byte[] head = Encoding.UTF8.GetBytes(Head);
        if (headEnd < 0 || !bytes.AsSpan().StartsWith(head))
        {
            throw new InputException($"'{path}' is not what an unfinished rerankkit rerank leaves. Delete it, or name another --output.");
        }

        settings.RequireSame(bytes.AsSpan(head.Length..headEnd), path);
        int length = WholeLength(bytes, headEnd + 1);
        using var text = new MemoryStream(bytes, 0, length);
        return new(target, path, name, settings, RunFile.Read(text, name, path), length);
    }

    public override bool TryGet(string queryId, [NotNullWhen(true)] out IReadOnlyList<ScoredDocument>? documents) => before.TryGetDocuments(queryId, out documents);

    public override void Complete(Run run)
    {
        target.Write(run);
        _file?.Dispose();
        File.Delete(path);
    }

    protected override void Write(Run query)
    {
        using var text = new MemoryStream();
        if (_length == 0)
        {
            text.Write(Encoding.UTF8.GetBytes(Head + JsonReport.ToText(settings.Json()) + "\n"));
        }

        RunFile.Write(query, text);
        text.Write(Whole);
        text.Write(Encoding.UTF8.GetBytes(query.QueryIds[0] + "\n"));
        _file ??= new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            _file.Position = _length;
            _file.Write(text.GetBuffer(), 0, (int)text.Length);
            _file.SetLength(_length + text.Length);
        }
        catch
        {
            // Half of a query would be read as a damaged run.
            _file.SetLength(_length);
            throw;
        }

        _length += text.Length;
    }

    protected override void Dispose(bool disposing)
    {
        _file?.Dispose();
        if (_file is not null && _length == 0)
        {
            File.Delete(path);
        }

        base.Dispose(disposing);
    }

    private static int WholeLength(byte[] bytes, int start)
    {
        int end = start;
        for (int at = start; at < bytes.Length;)
        {
            int length = bytes.AsSpan(at).IndexOf((byte)'\n') + 1;
            if (length == 0)
            {
                break;
            }

            end = bytes.AsSpan(at).StartsWith(Whole) ? at + length : end;
            at += length;
        }

        return end;
    }
}
