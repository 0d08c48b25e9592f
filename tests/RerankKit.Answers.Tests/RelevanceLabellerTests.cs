namespace RerankKit.Answers.Tests;

public sealed class RelevanceLabellerTests
{
    [TestCase("""{"grade":0}""", 0)]
    [TestCase("""{"grade":3}""", 3)]
    [TestCase("""<think>a 3?</think> {"grade": 2}""", 2)]
    public async Task AGradeIsWhatTheModelSays(string answer, int expected)
    {
        var judge = new ScriptedJudge(answer);
        Assert.That(await new RelevanceLabeller(judge).GradeAsync("when is it due", "After thirty days."), Is.EqualTo(expected));
        Assert.That(judge.Questions.Single().Messages[1].Text, Is.EqualTo("Query:\nwhen is it due\n\nPassage:\nAfter thirty days."));
    }

    [TestCase("""{"grade":4}""")]
    [TestCase("""{"grade":-1}""")]
    [TestCase("""{"grade":2.5}""")]
    [TestCase("""{"grade":"3"}""")]
    [TestCase("relevant")]
    public async Task WhatIsNoGradeIsAskedForOnceMoreAndNeverGuessed(string answer)
    {
        Assert.That(await new RelevanceLabeller(new ScriptedJudge(answer, """{"grade":1}""")).GradeAsync("q", "p"), Is.EqualTo(1));
        Assert.That(await new RelevanceLabeller(new ScriptedJudge(answer, answer)).GradeAsync("q", "p"), Is.Null);
    }

    [Test]
    public void ABlankQueryIsRefused() =>
        Assert.That(() => new RelevanceLabeller(new ScriptedJudge()).GradeAsync(" ", "p"), Throws.InstanceOf<ArgumentException>());
}
