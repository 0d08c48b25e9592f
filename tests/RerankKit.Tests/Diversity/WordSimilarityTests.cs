namespace RerankKit.Tests.Diversity;

public class WordSimilarityTests
{
    [TestCase("rotate the key", "rotate the key", 1)]
    [TestCase("rotate the key", "THE KEY: rotate!", 1, Description = "order, case and punctuation do not count")]
    [TestCase("key key key", "key", 1, Description = "nor does how often")]
    [TestCase("one two", "three four", 0)]
    [TestCase("a b c d", "a", 0.5)]
    [TestCase("a b", "b c", 0.5)]
    [TestCase("", "", 0)]
    [TestCase("...", "key", 0)]
    [TestCase("ÄPFEL 12", "äpfel 12", 1)]
    [TestCase("署名鍵", "署名", 0.81649658092772603)]
    [TestCase("鍵key", "key 鍵", 1)]
    [TestCase("열쇠 교체", "열쇠", 0.70710678118654757)]
    public void TextsAreAsAlikeAsTheirWords(string left, string right, double expected)
    {
        var similarity = new WordSimilarity([new(left), new(right)]);
        Assert.That(similarity.Between(0, 1), Is.EqualTo(expected).Within(1e-12));
        Assert.That(similarity.Between(1, 0), Is.EqualTo(expected).Within(1e-12));
    }
}
