namespace RerankKit.Cli.Remote;

/// <summary>The options that say where a service is and what is set about it.</summary>
internal sealed class ServiceOptions
{
    private static readonly string[] Secrets = ["ApiKey", "Password", "Headers:Authorization"];

    private readonly Option<Uri?> _url = CheckedOption.Create<Uri?>(
        "--url", "address", "services: the server's address, for example http://127.0.0.1:8080. [default: the provider's public service]", Address);

    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "services and language models: a setting by its name in configuration, for example --set MaxConcurrency=8. May come several times. Keys are read from the provider's environment variable.",
        HelpName = "name=value",
        AllowMultipleArgumentsPerToken = false,
    };

    public IReadOnlyList<Option> All => [_url, _settings];

    /// <summary>The settings without the address, for commands that have it elsewhere.</summary>
    public Option Set => _settings;

    public Uri? Url(ParseResult result) => result.GetValue(_url);

    /// <summary>The settings that are given.</summary>
    /// <exception cref="InputException">One is not a name and a value, comes twice, or is a key.</exception>
    public IEnumerable<KeyValuePair<string, string>> Settings(ParseResult result)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string text in result.GetValue(_settings) ?? [])
        {
            string[] pair = text.Split('=', 2);
            if (pair.Length != 2 || pair[0].Length == 0)
            {
                throw new InputException("--set needs a name and a value, for example --set MaxConcurrency=8.");
            }

            // Arguments are seen by other users of the machine and kept in the shell's history.
            if (Secrets.Contains(pair[0], StringComparer.OrdinalIgnoreCase))
            {
                throw new InputException($"{pair[0]} is not given as an argument. Set the provider's environment variable, or name another that holds the key with --set ApiKeyVariable=NAME.");
            }

            yield return names.Add(pair[0]) ? new(pair[0], pair[1]) : throw new InputException($"--set {pair[0]} is given twice. Give it once.");
        }
    }

    /// <exception cref="FormatException">It is no address of HTTP.</exception>
    public static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" ? uri! : throw new FormatException("expected an address that begins with http:// or https://.");
}
