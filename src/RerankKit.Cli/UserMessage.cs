using RerankKit.Onnx;

namespace RerankKit.Cli;

/// <summary>What a user sees of an exception.</summary>
internal static class UserMessage
{
    /// <summary>Whether an exception is about what the user gave, or about a file or server that the user named. Anything else is a fault of ours.</summary>
    public static bool IsAboutInput(Exception exception) => exception
        is InputException or IOException or UnauthorizedAccessException or FormatException or ArgumentException or InvalidDataException
        or NotSupportedException or ModelStoreException or OnnxException or DllNotFoundException or TimeoutException
        or ChatRerankException;

    /// <summary>The message in the words of the tool.</summary>
    public static string Of(Exception exception) => exception is InputException ? exception.Message : ToolWords.Of(exception.Message);
}
