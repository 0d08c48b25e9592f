namespace RerankKit;

/// <summary>What became of one passage's context.</summary>
internal enum ContextOutcome
{
    /// <summary>The passage got all of it.</summary>
    Given,

    /// <summary>The passage got the beginning of it.</summary>
    Cut,

    /// <summary>The passage is not short.</summary>
    LongEnough,

    /// <summary>There is none.</summary>
    Missing,

    /// <summary>The passage begins with it already.</summary>
    InPassage,
}
