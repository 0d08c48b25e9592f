namespace RerankKit.Triton;

/// <summary>A model server gave no scores or vectors. The message holds neither texts nor credentials.</summary>
public sealed class ModelServerException : RerankServiceException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="message">What was asked, what came, what to do.</param>
    /// <param name="innerException">What caused it, or null.</param>
    public ModelServerException(ModelServerError error, string message, Exception? innerException = null)
        : base(error is not (ModelServerError.Refused or ModelServerError.InvalidAnswer), message, innerException)
    {
        Error = error;
    }

    /// <summary>What went wrong.</summary>
    public ModelServerError Error { get; }
}
