using System.CommandLine;
using System.CommandLine.Parsing;
using RerankKit.Answers;
using RerankKit.Cli.Options;
using RerankKit.Cli.Remote;

namespace RerankKit.Cli.Chat;

/// <summary>The options of commands that ask a language model: where it is, and where its answers are kept.</summary>
internal sealed class ChatArguments
{
    private readonly Option<Uri?> _chat = CheckedOption.Create<Uri?>("--chat", "address", "The chat completions endpoint, for example http://127.0.0.1:11434/v1.", ServiceOptions.Address);
    private readonly Option<string> _model = new("--model") { Description = "The language model's name at the endpoint.", HelpName = "name", Required = true };
    private readonly Option<string> _output = new("--output") { Description = "Lines of JSON with every question to a language model and its answer, each kept as soon as it is there.", HelpName = "file", Required = true };
    private readonly Option<bool> _resume = new("--resume") { Description = "Take the answers that --output has already, and ask for those that are missing." };
    private readonly ServiceOptions _service = new();

    public ChatArguments() => _chat.Required = true;

    public IReadOnlyList<Option> All => [_chat, _model, _service.Set, _output, _resume];

    public string Model(ParseResult result) => result.GetRequiredValue(_model);

    public string Output(ParseResult result) => result.GetRequiredValue(_output);

    public ChatEndpoint Open(ParseResult result) => Open(result, null, null);

    /// <summary>Opens the endpoint, or another model's, or another one, with the same settings.</summary>
    public ChatEndpoint Open(ParseResult result, Uri? url, string? model) => ChatEndpoint.Open(url ?? result.GetRequiredValue(_chat)!, model ?? Model(result), _service.Settings(result));

    /// <exception cref="InputException">There are answers already and <c>--resume</c> is not given, or the file cannot be written.</exception>
    public ChatRecording OpenRecording(ParseResult result, ToolConsole console)
    {
        string path = Output(result);
        bool isResumed = result.GetValue(_resume);
        if (!isResumed && File.Exists(path) && new FileInfo(path).Length > 0)
        {
            throw new InputException($"'{path}' has answers of an earlier run. Go on with them by --resume, or name another --output.");
        }

        try
        {
            var recording = ChatRecording.Open(path);
            if (isResumed)
            {
                console.Error.WriteLine($"{recording.Count} answers are in '{path}' already");
            }

            return recording;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InputException($"--output: {exception.Message}");
        }
    }
}
