namespace RerankKit.Models;

/// <summary>A model could not be had: the message says why and what to do about it.</summary>
public sealed class ModelStoreException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="message">The offending value, what is allowed, the remedy.</param>
    /// <param name="innerException">What caused it, or null.</param>
    public ModelStoreException(ModelStoreError error, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
    }

    /// <summary>What went wrong.</summary>
    public ModelStoreError Error { get; }
}
