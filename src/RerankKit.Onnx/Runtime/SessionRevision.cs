namespace RerankKit.Onnx;

/// <summary>What of a session's options changes numbers: configuration entries, and fewer bits on a device. Part of the revision.</summary>
internal static class SessionRevision
{
    // By which a provider computes in fewer bits than the graph has.
    private static readonly string[] PrecisionEntries =
        ["use_tf32", "trt_fp16_enable", "trt_bf16_enable", "trt_int8_enable", "precision", "AllowLowPrecisionAccumulationOnGPU"];

    public static string Of(OnnxSessionOptions options, bool isCpu)
    {
        IEnumerable<KeyValuePair<string, string>> entries = options.ConfigEntries;
        if (!isCpu)
        {
            entries = entries.Concat(options.ExecutionProviders
                .SelectMany(provider => provider.Entries)
                .Where(entry => PrecisionEntries.Contains(entry.Key, StringComparer.Ordinal) && entry.Value is not ("0" or "false")));
        }

        return string.Concat(entries.Order(Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key))).Select(entry => $";{entry.Key}={entry.Value}"));
    }
}
