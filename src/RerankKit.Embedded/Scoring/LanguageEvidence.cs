using System.Runtime.InteropServices;

namespace RerankKit.Embedded;

/// <summary>Counts what tells English text from other text: function words, and words that the vocabulary knows as a whole.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct LanguageEvidence
{
    private const double LeastFunctionWords = 0.06;
    private const double LeastWholeWords = 0.85;
    private const double MostOtherScript = 0.3;
    private const double LeastWholeWordsOfQuery = 0.5;
    private const int FewWords = 4;

    private int _words;
    private int _wholeWords;
    private int _functionWords;
    private int _otherScript;

    public readonly double FunctionShare => Share(_functionWords);

    public readonly double WholeShare => Share(_wholeWords);

    public readonly double OtherScriptShare => Share(_otherScript);

    /// <summary>Counts the words of a text.</summary>
    /// <param name="ids">Its pieces.</param>
    /// <param name="kinds">The kinds of all pieces.</param>
    public void Add(ReadOnlySpan<ushort> ids, PieceKinds[] kinds)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            PieceKinds kind = kinds[ids[i]];
            if ((kind & (PieceKinds.Continues | PieceKinds.Number)) != PieceKinds.None || (kind & (PieceKinds.Word | PieceKinds.Unknown)) == PieceKinds.None)
            {
                continue;
            }

            _words++;
            bool isWhole = (kind & PieceKinds.Unknown) == PieceKinds.None && (i + 1 == ids.Length || (kinds[ids[i + 1]] & PieceKinds.Continues) == PieceKinds.None);
            _wholeWords += isWhole ? 1 : 0;
            _functionWords += (kind & PieceKinds.English) != PieceKinds.None ? 1 : 0;
            _otherScript += (kind & (PieceKinds.OtherScript | PieceKinds.Unknown)) != PieceKinds.None ? 1 : 0;
        }
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(LanguageEvidence other)
    {
        _words += other._words;
        _wholeWords += other._wholeWords;
        _functionWords += other._functionWords;
        _otherScript += other._otherScript;
    }

    /// <summary>Why passages with this evidence are not taken for English; null when they are.</summary>
    public readonly string? RefusalOfTexts() =>
        OtherScriptShare > MostOtherScript ? "the candidates are mostly of a script that the table does not know"
        : FunctionShare < LeastFunctionWords && WholeShare < LeastWholeWords ? "the candidates do not look English: few function words, and many words that the table has only pieces of"
        : null;

    /// <summary>Why a query with this evidence is not taken for English; null when it is. A few words may be names and terms.</summary>
    public readonly string? RefusalOfQuery() =>
        _words == 0 ? null
        : OtherScriptShare > MostOtherScript ? "the query is mostly of a script that the table does not know"
        : _words >= FewWords && _functionWords == 0 && WholeShare < LeastWholeWordsOfQuery ? "the query does not look English: no function word, and mostly words that the table has only pieces of"
        : null;

    private readonly double Share(int count) => _words == 0 ? 0 : (double)count / _words;
}
