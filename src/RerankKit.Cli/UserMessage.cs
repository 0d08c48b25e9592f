namespace RerankKit.Cli;

/// <summary>What a user sees of an exception.</summary>
internal static class UserMessage
{
    /// <summary>The message without the parameter's name that the framework appends.</summary>
    public static string Of(Exception exception)
    {
        int parameter = exception is ArgumentException { ParamName: not null } ? exception.Message.LastIndexOf(" (Parameter '", StringComparison.Ordinal) : -1;
        return parameter < 0 ? exception.Message : exception.Message[..parameter];
    }
}
