namespace RerankKit;

/// <summary>What passages are called in a prompt.</summary>
public enum ChatIdentifiers
{
    /// <summary>
    /// Short codes such as <c>KF</c> that occur as a word in no passage of the question nor in the query, drawn from a hash of all of them: no passage can name itself
    /// or another one.
    /// </summary>
    Codes,

    /// <summary>Numbers from 1, for models that were trained on them. Bracketed numbers in texts are put in parentheses; a passage can still guess its number.</summary>
    Numbers,
}
