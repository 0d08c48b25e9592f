namespace RerankKit;

/// <summary>Joins a kana and the voicing mark after it, as half-width and decomposed Japanese text writes them, into one kana.</summary>
internal static class KanaVoicing
{
    private const int KatakanaOffset = 0x60;
    private const string VoicedByOne = "かきくけこさしすせそたちつてとはひふへほゝ";
    private const string SemiVoicedByTwo = "はひふへほ";

    /// <summary>Whether a character is a voicing mark.</summary>
    public static bool IsMark(char c) => c is '\u3099' or '\u309A' or '\uFF9E' or '\uFF9F';

    /// <summary>The voiced kana; null when the kana has no such form.</summary>
    public static char? Join(char kana, char mark)
    {
        int offset = kana is >= 'ァ' and <= 'ヾ' ? KatakanaOffset : 0;
        char hiragana = (char)(kana - offset);
        if (mark is '\u309A' or '\uFF9F')
        {
            return SemiVoicedByTwo.Contains(hiragana, StringComparison.Ordinal) ? (char)(kana + 2) : null;
        }

        return kana switch
        {
            'う' or 'ウ' => (char)('ゔ' + offset),
            >= 'ワ' and <= 'ヲ' => (char)(kana + 8),
            _ => VoicedByOne.Contains(hiragana, StringComparison.Ordinal) ? (char)(kana + 1) : null,
        };
    }
}
