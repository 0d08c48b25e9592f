namespace RerankKit.Remote;

/// <summary>Documents that are not sent, because one of them makes a service refuse the whole request. They follow the others unscored, in first-stage order.</summary>
public enum HeldBackDocuments
{
    /// <summary>None: the service scores empty documents as well.</summary>
    None,

    /// <summary>Documents without a character. Those of white space alone are sent.</summary>
    Empty,

    /// <summary>Empty documents and those of white space alone.</summary>
    Blank,
}
