namespace RerankKit.Evaluation;

/// <summary>The precision in which scores are compared; it decides which scores tie.</summary>
public enum ScorePrecision
{
    /// <summary>64-bit, as trec_eval 10 does. The default.</summary>
    Bits64,

    /// <summary>32-bit, as trec_eval 9 and earlier do: scores that differ beyond about seven digits tie.</summary>
    Bits32,
}
