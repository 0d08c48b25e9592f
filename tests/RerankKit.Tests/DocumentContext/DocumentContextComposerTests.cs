namespace RerankKit.Tests.DocumentContext;

public class DocumentContextComposerTests
{
    [TestCase("one two three four five", 3, "one two")]
    [TestCase("one two three four five", 100, "one two three four five")]
    [TestCase("incomprehensibilities", 2, "incompre", Description = "one word alone is cut inside")]
    [TestCase("  Keys  ", 5, "Keys")]
    [TestCase("署名鍵を更新する", 3, "署名鍵")]
    [TestCase("🔑🔑🔑", 2, "🔑🔑")]
    public void TheContextIsCutBehindAWholeWord(string context, int maxTokens, string kept) =>
        Assert.That(Compose("p", context, new() { MaxContextTokens = maxTokens }), Is.EqualTo("p\n" + kept));

    [TestCase("Rotating keys. Click Save.", "Rotating keys")]
    [TestCase("  rotating KEYS is easy", "Rotating keys")]
    public void APassageThatBeginsWithItsContextDoesNotGetItTwice(string text, string context) => Assert.That(Compose(text, context), Is.EqualTo(text));

    [TestCase("")]
    [TestCase("  ")]
    public void AnEmptyPassageIsItsContext(string text) => Assert.That(Compose(text, "Rotating keys"), Is.EqualTo("Rotating keys"));

    [TestCase(196, "\nt")]
    [TestCase(197, "")]
    public void ShortIsWhatHasFewerTokensByEstimate(int characters, string behind) =>
        Assert.That(Compose(new string('a', characters), "t"), Is.EqualTo(new string('a', characters) + behind));

    [Test]
    public void LaterChangesOfTheOptionsHaveNoEffect()
    {
        var options = new DocumentContextOptions { Context = _ => "t" };
        var composer = new DocumentContextComposer(options);
        options.Context = _ => "changed";
        Assert.That(composer.Compose("p").Text, Is.EqualTo("p\nt"));
    }

    private static string Compose(string text, string context, DocumentContextOptions? options = null)
    {
        options ??= new();
        options.Context = _ => context;
        return new DocumentContextComposer(options).Compose(text).Text;
    }
}
