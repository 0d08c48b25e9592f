using Microsoft.Extensions.Logging;

namespace RerankKit.Models;

/// <summary>Log messages of the multi-vector encoder.</summary>
internal static partial class MultiVectorLog
{
    [LoggerMessage(1, LogLevel.Information, "{Model}: taken for late interaction by {Summary}; {Dimension} numbers per vector, {Layers} dense layers behind the graph's output '{Output}'.")]
    public static partial void Loaded(ILogger logger, string model, string summary, int dimension, int layers, string output);

    [LoggerMessage(3, LogLevel.Information, "{Model}: taken for late interaction by {Summary}; {Dimension} numbers per vector; a server runs the graph.")]
    public static partial void LoadedServed(ILogger logger, string model, string summary, int dimension);

    [LoggerMessage(2, LogLevel.Warning, "{Model}: the skiplist words {Words} are not single tokens of the vocabulary; they are left out, since skipping the unknown token would take every unknown word out of the documents.")]
    private static partial void UnknownSkiplistWords(ILogger logger, string model, string words);

    /// <summary>Warns of skiplist words that the vocabulary does not have, if there are any.</summary>
    public static void UnknownWords(ILogger logger, string model, MultiVectorSettings settings)
    {
        if (settings.UnknownWords.Count > 0)
        {
            UnknownSkiplistWords(logger, model, string.Join(' ', settings.UnknownWords));
        }
    }
}
