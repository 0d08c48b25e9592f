using RerankKit.Cli.Remote;

namespace RerankKit.Cli.Chat;

/// <summary>The options of commands that ask a language model: where it is, where its answers are kept, and how many questions are under way.</summary>
internal sealed class ChatArguments
{
    private readonly Option<Uri?> _chat = CheckedOption.Create<Uri?>("--chat", "address", "The chat completions endpoint, for example http://127.0.0.1:11434/v1.", ServiceOptions.Address);
    private readonly Option<string> _model = new("--model") { Description = "The language model's name at the endpoint.", HelpName = "name", Required = true };
    private readonly Option<string> _output = new("--output")
    {
        Description = "Lines of JSON with every question to a language model and its answer, each kept as soon as it is there.",
        HelpName = "file",
        Required = true,
    };

    private readonly Option<bool> _resume = new("--resume") { Description = "Take the answers that --output has already, and ask for those that are missing." };
    private readonly Option<int> _concurrency = RunOutput.CreateCount("--concurrency", "How many of them are under way at once.", 4);
    private readonly ChoiceOption<bool> _onError = new("--on-error", "What becomes of the others when one fails", ("stop", false), ("continue", true));
    private readonly ServiceOptions _service = new();

    public ChatArguments() => _chat.Required = true;

    public IReadOnlyList<Option> All => [_chat, _model, _service.Set, _output, _resume, _concurrency, _onError];

    public ChatEndpoint Open(ParseResult result) => Open(result, null, null);

    /// <summary>Opens the endpoint with another model, or another endpoint, with the same settings.</summary>
    public ChatEndpoint Open(ParseResult result, Uri? url, string? model) =>
        ChatEndpoint.Open(url ?? result.GetRequiredValue(_chat)!, model ?? result.GetRequiredValue(_model), _service.Settings(result));

    /// <exception cref="InputException">There are answers already and <c>--resume</c> is not given, or the file cannot be written.</exception>
    public ChatRecording OpenRecording(ParseResult result)
    {
        string path = result.GetRequiredValue(_output);
        if (!result.GetValue(_resume) && File.Exists(path) && new FileInfo(path).Length > 0)
        {
            throw new InputException($"'{path}' has answers of an earlier run. Go on with them by --resume, or name another --output.");
        }

        try
        {
            return ChatRecording.Open(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InputException($"--output: {exception.Message}");
        }
    }

    public ChatWork CreateWork(ParseResult result, ChatRecording recording, ToolConsole console) =>
        new(recording, console, result.GetValue(_concurrency), _onError.Read(result));
}
