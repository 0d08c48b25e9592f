namespace RerankKit.Answers.Tests;

public sealed class EvaluatorTests
{
    private const string Question = "Where and when was Einstein born?";
    private static readonly RetrievedPassagesContext Passages = new("Albert Einstein (born 14 March 1879) was a German-born theoretical physicist.", "A passage about lifts.");
    private static readonly ReferenceAnswerContext Reference = new("In Germany, on 14th March 1879.");

    // Examples of RAGAS' documentation.
    [TestCase("""{"statements":[{"statement":"Einstein was born in Germany.","supported":true},{"statement":"Einstein was born on 20th March 1879.","supported":false}]}""", 0.5)]
    [TestCase("""{"statements":[{"statement":"Einstein was born in Germany.","supported":true}]}""", 1.0)]
    public async Task FaithfulnessIsTheShareOfSupportedStatements(string judged, double expected)
    {
        NumericMetric metric = await Evaluate(new FaithfulnessEvaluator(), new(judged));
        Assert.That((metric.Name, metric.Value), Is.EqualTo(("Faithfulness", (double?)expected)));
    }

    // The first: "The Eiffel Tower is in Paris" against a reference that has its height too; RAGAS' documentation says 0.67.
    [TestCase(1, 0, 1)]
    [TestCase(3, 0, 0)]
    [TestCase(2, 3, 1)]
    [TestCase(5, 1, 4)]
    public async Task CorrectnessIsTheHarmonicMeanOfPrecisionAndRecall(int both, int onlyAnswer, int onlyReference)
    {
        static string list(int count) => $"[{string.Join(',', Enumerable.Repeat("\"it is so\"", count))}]";
        NumericMetric metric = await Evaluate(
            new AnswerCorrectnessEvaluator(), new($$"""{"both":{{list(both)}},"onlyAnswer":{{list(onlyAnswer)}},"onlyReference":{{list(onlyReference)}}}"""), Passages, Reference);
        double precision = both / (double)(both + onlyAnswer);
        double recall = both / (double)(both + onlyReference);
        Assert.That(metric.Value, Is.EqualTo(2 * precision * recall / (precision + recall)).Within(1e-12));
    }

    [Test]
    public async Task AnAnswerWithNothingOfTheReferenceIsWrong()
    {
        NumericMetric metric = await Evaluate(new AnswerCorrectnessEvaluator(), new("""{"both":[],"onlyAnswer":[],"onlyReference":["He was born in Germany."]}"""), Passages, Reference);
        Assert.That(metric.Value, Is.Zero);
    }

    // The first two are RAGAS' examples: the useful passage first, and second.
    [TestCase("10")]
    [TestCase("01")]
    [TestCase("00")]
    [TestCase("1101001")]
    [TestCase("0010110")]
    public async Task ContextPrecisionIsTheMeanOfPrecisionAtUsefulPassages(string useful)
    {
        var passages = new RetrievedPassagesContext(useful.Select((_, i) => $"passage {i}"));
        NumericMetric metric = await Evaluate(new ContextPrecisionEvaluator(), new($$"""{"useful":[{{string.Join(',', useful.Select(c => c == '1' ? "true" : "false"))}}]}"""), passages, Reference);

        // From the definition, with the number of useful passages among the first k counted anew for each k.
        double[] precisions = [.. Enumerable.Range(1, useful.Length).Where(k => useful[k - 1] == '1').Select(k => useful[..k].Count(c => c == '1') / (double)k)];
        Assert.That(metric.Value, Is.EqualTo(precisions.Length == 0 ? 0 : precisions.Sum() / useful.Count(c => c == '1')).Within(1e-12));
    }

    [Test]
    public async Task ContextRecallIsTheShareOfTheReferencesStatementsThatPassagesSupport()
    {
        var judge = new ScriptedJudge("""{"statements":[{"statement":"in Germany","supported":true},{"statement":"on 14th March","supported":true},{"statement":"in 1879","supported":false}]}""");
        NumericMetric metric = await Evaluate(new ContextRecallEvaluator(), judge, Passages, Reference);
        Assert.That(metric.Value, Is.EqualTo(2 / 3.0).Within(1e-12));
        Assert.That(judge.Questions[0].Messages[1].Text, Does.Contain("Text:\nIn Germany, on 14th March 1879.\n\nPassage 1:\nAlbert"), "the reference is broken down, not the answer");
    }

    [Test]
    public async Task TheJudgeSeesQuestionAnswerAndPassagesAndIsAskedForASchema()
    {
        var judge = new ScriptedJudge("""{"statements":[{"statement":"Ulm","supported":false}]}""");
        NumericMetric metric = await Evaluate(new FaithfulnessEvaluator(), judge);
        (ChatMessage[] messages, ChatOptions options) = judge.Questions.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(messages.Select(message => message.Role), Is.EqualTo([ChatRole.System, ChatRole.User]));
            Assert.That(messages[1].Text, Is.EqualTo($"Question:\n{Question}\n\nText:\nIn Ulm.\n\nPassage 1:\n{Passages.Passages[0]}\n\nPassage 2:\n{Passages.Passages[1]}"));
            Assert.That(options.Temperature, Is.Zero);
            Assert.That(((ChatResponseFormatJson)options.ResponseFormat!).SchemaName, Is.EqualTo("statements"));
            Assert.That(metric.Reason, Is.EqualTo("0 of 1 statements are supported."));
            Assert.That(metric.Metadata!.Values, Does.Contain("judge-1"), "a report says who judged");
            Assert.That(metric.Context!.Keys, Is.EqualTo(["Retrieved passages"]), "and what was judged");
        }
    }

    [Test]
    public async Task AllRunTogetherInOneCompositeEvaluator()
    {
        var judge = new ScriptedJudge(
            """{"both":["a"],"onlyAnswer":[],"onlyReference":[]}""",
            """{"statements":[{"statement":"a","supported":true}]}""",
            """{"useful":[true,false]}""",
            """{"statements":[{"statement":"a","supported":true}]}""");
        var all = new CompositeEvaluator(new AnswerCorrectnessEvaluator(), new FaithfulnessEvaluator(), new ContextPrecisionEvaluator(), new ContextRecallEvaluator());
        EvaluationResult result = await all.EvaluateAsync(Question, "In Ulm.", new ChatConfiguration(judge), [Passages, Reference]);
        Assert.That(result.Metrics.Keys, Is.EquivalentTo(["Answer correctness", "Faithfulness", "Context precision", "Context recall"]));
        Assert.That(result.Metrics.Values.OfType<NumericMetric>().Select(metric => metric.Value), Has.All.EqualTo(1));
        Assert.That(result.ContainsDiagnostics(), Is.False);
    }

    [Test]
    public async Task AnAnswerThatStatesNothingHasNoFaithfulness()
    {
        NumericMetric metric = await Evaluate(new FaithfulnessEvaluator(), new("""{"statements":[]}"""));
        Assert.That(metric.Value, Is.Null);
        Assert.That(metric.ContainsDiagnostics(), Is.False, "that is an answer, and no fault");
    }

    [Test]
    public async Task WhatAnEvaluatorLacksIsSaidAndTheJudgeIsNotAsked()
    {
        var judge = new ScriptedJudge();
        Assert.That(Problem(await Evaluate(new ContextRecallEvaluator(), judge, Passages)), Does.Contain("no reference").And.Contain("ReferenceAnswerContext"));
        Assert.That(Problem(await Evaluate(new AnswerCorrectnessEvaluator(), judge, Passages)), Does.Contain("no reference"));
        Assert.That(Problem(await Evaluate(new FaithfulnessEvaluator(), judge, [Reference])), Does.Contain("no passages").And.Contain("RetrievedPassagesContext"));
        EvaluationResult result = await new FaithfulnessEvaluator().EvaluateAsync([new ChatMessage(ChatRole.Assistant, "Hello")], Answer, new(judge), [Passages]);
        Assert.That(Problem(result.Get<NumericMetric>("Faithfulness")), Does.Contain("no question"));
        Assert.That(judge.Questions, Is.Empty);
    }

    [Test]
    public async Task WithoutAPassageContextIsWorthNothingAndTheJudgeIsNotAsked()
    {
        var judge = new ScriptedJudge();
        var none = new RetrievedPassagesContext();
        Assert.That((await Evaluate(new ContextPrecisionEvaluator(), judge, none, Reference)).Value, Is.Zero);
        Assert.That((await Evaluate(new ContextRecallEvaluator(), judge, none, Reference)).Value, Is.Zero);
        Assert.That(judge.Questions, Is.Empty);
    }

    [TestCase("The passages say so.", "no object")]
    [TestCase("""{"statements": "all"}""", "no list 'statements'")]
    [TestCase("""{"statements":[{"statement":"a"}]}""", "does not say whether")]
    [TestCase("""{"statements":[{"statement":"a","supported":"yes"}]}""", "'yes' is neither true nor false")]
    [TestCase("""{"statements":[}""", "not JSON")]
    public async Task WhatCannotBeReadIsAskedForOnceMoreAndThenSaid(string answer, string problem)
    {
        var judge = new ScriptedJudge(answer, """{"statements":[{"statement":"a","supported":true}]}""");
        Assert.That((await Evaluate(new FaithfulnessEvaluator(), judge)).Value, Is.EqualTo(1));
        Assert.That(judge.Questions[1].Messages[2..].Select(message => (message.Role, message.Text)), Is.EqualTo([(ChatRole.Assistant, answer), (ChatRole.User, Prompts.Again)]));

        NumericMetric twice = await Evaluate(new FaithfulnessEvaluator(), new(answer, answer));
        Assert.That(twice.Value, Is.Null);
        Assert.That(Problem(twice), Does.StartWith("What the judge says cannot be read").And.Contain(problem));
    }

    [Test]
    public async Task OnePassageTooFewIsNoJudgement()
    {
        NumericMetric metric = await Evaluate(new ContextPrecisionEvaluator(), new("""{"useful":[true]}""", """{"useful":[true,true,true]}"""), Passages, Reference);
        Assert.That(Problem(metric), Does.Contain("it judges 3 of 2 passages"));
    }

    [TestCase("<think>{\"useful\": maybe}</think>\n```json\n{0}\n```")]
    [TestCase("Here it is: {0} I hope that helps.")]
    public async Task ThoughtsWordsAndFencesAroundTheAnswerAreLeftOut(string around) =>
        Assert.That((await Evaluate(new ContextPrecisionEvaluator(), new(around.Replace("{0}", """{"useful":[false,true]}""", StringComparison.Ordinal)), Passages, Reference)).Value, Is.EqualTo(0.5));

    private static ChatResponse Answer => new(new ChatMessage(ChatRole.Assistant, "In Ulm."));

    private static Task<NumericMetric> Evaluate(JudgedEvaluator evaluator, ScriptedJudge judge) => Evaluate(evaluator, judge, Passages);

    private static async Task<NumericMetric> Evaluate(JudgedEvaluator evaluator, ScriptedJudge judge, params EvaluationContext[] contexts)
    {
        EvaluationResult result = await evaluator.EvaluateAsync([new ChatMessage(ChatRole.User, Question)], Answer, new(judge), contexts);
        return result.Get<NumericMetric>(evaluator.EvaluationMetricNames.Single());
    }

    private static string Problem(NumericMetric metric) => metric.Diagnostics!.Single().Message;
}
