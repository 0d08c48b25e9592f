namespace RerankKit.Evaluation;

/// <summary>A run, judgements or collection file holds something that cannot be read.</summary>
/// <remarks>The message names the file, the line, the offending text and what was expected.</remarks>
public sealed class EvaluationFormatException : FormatException
{
    private const int ShownTextLength = 120;

    internal EvaluationFormatException(string file, int line, string text, string problem, Exception? innerException = null)
        : base(Describe(file, line, text, problem), innerException)
    {
        File = file;
        Line = line;
        Text = text;
    }

    /// <summary>The path, or the name given with the stream.</summary>
    public string File { get; }

    /// <summary>The line, from 1, counted after decompression.</summary>
    public int Line { get; }

    /// <summary>The offending text: a field, or the whole line where its shape is wrong; empty where the file is not text at all.</summary>
    public string Text { get; }

    private static string Describe(string file, int line, string text, string problem)
    {
        string shown = text.Length > ShownTextLength ? string.Concat(text.AsSpan(0, ShownTextLength), "...") : text;
        string found = shown.Length > 0 ? $" Found: '{shown}'." : "";
        return Invariant($"{file}({line}): {problem}{found}");
    }
}
