namespace RerankKit.Tokenizers;

/// <summary>Normalised text and the pieces it is cut into, some of which are tokens already. Reused; not thread-safe.</summary>
/// <remarks>
/// A pre-tokenizer calls <see cref="BeginSplit"/>, then for every piece <see cref="KeepPiece"/> or <see cref="AddPiece"/> any number of
/// times, then <see cref="EndSplit"/>. One that changes the text too rewrites <see cref="Text"/> over the same pass: token pieces are
/// copied, and <see cref="AddPiece"/> gets positions of the rewritten text.
/// </remarks>
internal sealed class PreTokenizedText
{
    private Piece[] _pieces = new Piece[64];
    private Piece[] _next = new Piece[64];
    private int _nextCount;

    /// <summary>The text that pieces are ranges of.</summary>
    public NormalizedText Text { get; } = new();

    /// <summary>The pieces, in the order of the text; what lies between them was removed.</summary>
    public ReadOnlySpan<Piece> Pieces => _pieces.AsSpan(0, Count);

    /// <summary>How many pieces there are.</summary>
    public int Count { get; private set; }

    /// <summary>Begins a new list of pieces.</summary>
    public void BeginSplit() => _nextCount = 0;

    /// <summary>Adds a piece that the model will see; an empty one is left out.</summary>
    public void AddPiece(int start, int end)
    {
        if (start < end)
        {
            Add(new(start, end, Piece.NoToken));
        }
    }

    /// <summary>Adds a piece as it is.</summary>
    public void KeepPiece(Piece piece) => Add(piece);

    /// <summary>Adds a piece that is a token already.</summary>
    public void AddToken(int start, int end, int id) => Add(new(start, end, id));

    /// <summary>Makes the new list the current one.</summary>
    public void EndSplit()
    {
        (_pieces, _next) = (_next, _pieces);
        Count = _nextCount;
        _nextCount = 0;
    }

    private void Add(Piece piece)
    {
        if (_nextCount == _next.Length)
        {
            Array.Resize(ref _next, _next.Length * 2);
        }

        _next[_nextCount++] = piece;
    }
}
