namespace Acme.Reranking;

/// <summary>What counts as a word of the query.</summary>
public sealed class OverlapOptions
{
    /// <summary>Shorter words are passed over.</summary>
    /// <value>1 or more characters; default 3.</value>
    public int MinWordLength
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 3;
}
