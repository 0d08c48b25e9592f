namespace RerankKit.Models;

/// <summary>Why a model could not be had.</summary>
public enum ModelStoreError
{
    /// <summary>Anything the other values do not name.</summary>
    Other,

    /// <summary>There is no such model, or it is private and the token does not open it.</summary>
    NotFound,

    /// <summary>The model has no such branch, tag or commit.</summary>
    RevisionNotFound,

    /// <summary>The model has no such file, or none of the wanted precision.</summary>
    FileNotFound,

    /// <summary>The authors want their terms accepted, or the token does not allow the download.</summary>
    Gated,

    /// <summary>The weights may not be used commercially, and that was not accepted.</summary>
    LicenceNotAccepted,

    /// <summary>Something is missing in the cache, and downloads are switched off.</summary>
    Offline,

    /// <summary>The hub could not be reached or kept failing.</summary>
    HubUnavailable,

    /// <summary>A file is not what the hub, the caller or a bundle says it is.</summary>
    HashMismatch,

    /// <summary>A bundle is damaged, or tries to write where it must not.</summary>
    InvalidBundle,
}
