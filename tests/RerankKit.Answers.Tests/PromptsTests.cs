namespace RerankKit.Answers.Tests;

public sealed class PromptsTests
{
    [Test]
    public void TheDocumentationPrintsEveryPromptAsItIsSent()
    {
        string[] printed = [.. File.ReadAllText(TestData.Repository("docs", "answers.md")).Split("```text\n").Skip(1).Select(block => block.Split("\n```")[0])];
        Assert.That(printed, Is.EqualTo(Prompts.All));
    }
}
