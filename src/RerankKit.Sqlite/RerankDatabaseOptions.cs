namespace RerankKit.Sqlite;

/// <summary>How a database is opened. Read when it is opened; later changes have no effect.</summary>
public sealed class RerankDatabaseOptions
{
    /// <summary>What may be done with the database.</summary>
    /// <value>Default <see cref="RerankDatabaseAccess.ReadWrite"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public RerankDatabaseAccess Access { get; set => field = Allow.Defined(value); }

    /// <summary>How long a write waits for the writes of other processes, and a read for the rare moments in which the file is locked as a whole.</summary>
    /// <value>Zero to 1 day; default 30 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan BusyTimeout
    {
        get;
        set => field = Allow.If(value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1), value, "zero to 1 day");
    } = TimeSpan.FromSeconds(30);

    /// <summary>Whether token vectors are on the disk when a write has completed, so that a power failure does not lose them.</summary>
    /// <value>
    /// Default true. False writes faster; a power failure may then lose the latest writes, but corrupts nothing. The end of a process, however sudden,
    /// loses nothing in either case. Scores are always written without.
    /// </value>
    public bool SurvivesPowerFailure { get; set; } = true;

    /// <summary>How much memory each token vector store takes for the documents that are asked for most.</summary>
    /// <value>Bytes, 0 or more; default 128 MiB. 0 keeps none.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long HotCacheBytes { get; set => field = Allow.AtLeast(value, 0); } = 128L << 20;

    /// <summary>The precision of token vector stores that are made for an encoder that has none yet.</summary>
    /// <value>
    /// Float32, Float16, BFloat16 or Int8; default Int8. A store that exists keeps its own. Residual precisions are trained, and brought by
    /// <see cref="RerankDatabase.OpenTokenVectors(string, TokenVectorCodec)"/>.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">A residual precision, or an undefined one.</exception>
    public TokenVectorPrecision Precision
    {
        get;
        set => field = value is >= TokenVectorPrecision.Float32 and <= TokenVectorPrecision.Int8
            ? value
            : throw Throw.OutOfRange(value, "Float32, Float16, BFloat16 or Int8; give a trained codec to OpenTokenVectors for the residual ones");
    } = TokenVectorPrecision.Int8;

    /// <summary>How many pair scores are kept: those of the latest so many writes. Older ones make room.</summary>
    /// <value>1 or more; default 1,000,000. A score takes about 200 bytes.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public long MaxScores { get; set => field = Allow.AtLeast(value, 1); } = 1_000_000;

    internal RerankDatabaseOptions Clone() => (RerankDatabaseOptions)MemberwiseClone();
}
