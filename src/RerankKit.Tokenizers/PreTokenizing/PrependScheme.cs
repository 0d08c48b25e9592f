namespace RerankKit.Tokenizers;

/// <summary>Before which pieces Metaspace puts its sign.</summary>
internal enum PrependScheme
{
    Always,

    /// <summary>Only before the piece that begins where the text begins.</summary>
    First,

    Never,
}
