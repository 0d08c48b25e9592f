namespace RerankKit.Models.Tests;

public sealed class HubEnvironmentTests
{
    private static readonly string User = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
    private readonly Dictionary<string, string> _variables = [];

    [SetUp]
    public void Forget() => _variables.Clear();

    [Test]
    public void TheCacheIsWhereHuggingFaceKeepsIt()
    {
        Assert.That(Read().CacheDirectory, Is.EqualTo(Path.Combine(User, ".cache", "huggingface", "hub")));
        _variables["XDG_CACHE_HOME"] = "/xdg";
        Assert.That(Read().CacheDirectory, Is.EqualTo(Path.Combine("/xdg", "huggingface", "hub")));
        _variables["HF_HOME"] = "~/hf";
        Assert.That(Read().CacheDirectory, Is.EqualTo(Path.Combine(User + "/hf", "hub")));
        _variables["HUGGINGFACE_HUB_CACHE"] = "/old";
        Assert.That(Read().CacheDirectory, Is.EqualTo("/old"));
        _variables["DATA"] = "/data";
        _variables["HF_HUB_CACHE"] = "$DATA/${DATA}/$NOTHING";
        Assert.That(Read().CacheDirectory, Is.EqualTo("/data//data/$NOTHING"));
    }

    [TestCase("1", null, true)]
    [TestCase("yes", null, true)]
    [TestCase("0", "1", false)]
    [TestCase(null, "TRUE", true)]
    [TestCase(null, null, false)]
    [TestCase("maybe", null, false)]
    public void OfflineIsReadFromTwoVariables(string? hub, string? transformers, bool isOffline)
    {
        Set("HF_HUB_OFFLINE", hub);
        Set("TRANSFORMERS_OFFLINE", transformers);
        Assert.That(Read().IsOffline, Is.EqualTo(isOffline));
    }

    [Test]
    public void TheTokenIsReadFromTheEnvironmentThenFromTheFile()
    {
        string folder = Directory.CreateTempSubdirectory("rerankkit-token-").FullName;
        try
        {
            _variables["HF_HOME"] = folder;
            Assert.That(Read().ReadToken(), Is.Null);
            File.WriteAllText(Path.Combine(folder, "token"), "hf_file\r\n");
            Assert.That(Read().ReadToken(), Is.EqualTo("hf_file"));
            File.WriteAllText(Path.Combine(folder, "other"), "hf_other");
            _variables["HF_TOKEN_PATH"] = Path.Combine(folder, "other");
            Assert.That(Read().ReadToken(), Is.EqualTo("hf_other"));
            _variables["HUGGING_FACE_HUB_TOKEN"] = "hf_old";
            Assert.That(Read().ReadToken(), Is.EqualTo("hf_old"));
            _variables["HF_TOKEN"] = " hf_env ";
            Assert.That(Read().ReadToken(), Is.EqualTo("hf_env"));
            _variables["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1";
            Assert.That(Read().ReadToken(), Is.Null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void AnEndpointThatIsNoAddressIsRefused()
    {
        Assert.That(Read().ReadEndpoint(), Is.EqualTo(new Uri("https://huggingface.co")));
        _variables["HF_ENDPOINT"] = "hub.local";
        Assert.That(() => Read().ReadEndpoint(), Throws.ArgumentException.With.Message.Contains("'hub.local'"));
    }

    private HubEnvironment Read() => new(name => _variables.GetValueOrDefault(name));

    private void Set(string name, string? value)
    {
        if (value is not null)
        {
            _variables[name] = value;
        }
    }
}
