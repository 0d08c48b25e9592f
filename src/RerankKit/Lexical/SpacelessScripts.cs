namespace RerankKit;

/// <summary>The scripts that are written without spaces between words: Han, kana, Thai, Lao, Khmer, Myanmar.</summary>
internal static class SpacelessScripts
{
    /// <summary>Whether a letter, mark or digit belongs to one of them.</summary>
    public static bool Contains(int codePoint) => codePoint is
        (>= 0x2E80 and <= 0x2FDF) or (>= 0x3005 and <= 0x3007) or (>= 0x3021 and <= 0x3029) or (>= 0x3031 and <= 0x303C) or // Han
        (>= 0x3041 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF9F) or (>= 0x1AFF0 and <= 0x1B16F) or // kana
        (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) or // Han
        (>= 0x0E00 and <= 0x0E7F) or // Thai
        (>= 0x0E80 and <= 0x0EFF) or // Lao
        (>= 0x1780 and <= 0x17FF) or // Khmer
        (>= 0x1000 and <= 0x109F) or (>= 0xA9E0 and <= 0xA9FF) or (>= 0xAA60 and <= 0xAA7F); // Myanmar
}
