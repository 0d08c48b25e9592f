namespace RerankKit.Evaluation.Tests.Diagnosis;

/// <summary>Diagnoses of real collections against counts made here anew, and the advice on small made-up ones.</summary>
public sealed class RetrievalDiagnosisTests
{
    [TestCase("msmarco-dl19", "bm25.run")]
    [TestCase("nfcorpus", "bm25.run")]
    [TestCase("cranfield", "bm25.run")]
    [TestCase("xquad-de", "bm25.run")]
    public void EveryNumberIsWhatCountingGives(string collection, string runName)
    {
        var dataset = BeirDataset.Load(TestData.Path("ir", collection));
        Run run = RunFile.Read(TestData.Path("ir", collection, runName), runName);
        var texts = dataset.Queries.ToDictionary(query => query.Id, query => query.Text);
        RunDiagnosis diagnosis = RetrievalDiagnosis.Of(dataset.Qrels, [run], new() { QueryText = texts.GetValueOrDefault }).Runs.Single();
        string[] ids = [.. run.QueryIds.Where(dataset.Qrels.Contains).Order(StringComparer.Ordinal)];
        string[] ranked(string id) => [.. run[id].OrderByDescending(document => document.Score).ThenByDescending(document => document.Id, StringComparer.Ordinal).Select(document => document.Id)];
        HashSet<string> relevant(string id) => [.. dataset.Qrels[id].Where(judgement => judgement.Value > 0).Select(judgement => judgement.Key)];
        double mean(Func<string[], HashSet<string>, double> value) => ids.Average(id => value(ranked(id), relevant(id)));
        double recall(string[] list, HashSet<string> wanted, int k) => wanted.Count == 0 ? 0 : list.Take(k).Count(wanted.Contains) / (double)wanted.Count;
        string[] missing = [.. ids.Where(id => relevant(id).Count > 0 && !ranked(id).Take(100).Any(relevant(id).Contains))];
        string[] first = [.. ids.Where(id => relevant(id).Contains(ranked(id)[0]))];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(diagnosis.QueryCount, Is.EqualTo(ids.Length));
            Assert.That(diagnosis.Recall50, Is.EqualTo(mean((list, wanted) => recall(list, wanted, 50))).Within(1e-12));
            Assert.That(diagnosis.Recall100, Is.EqualTo(mean((list, wanted) => recall(list, wanted, 100))).Within(1e-12));
            Assert.That(diagnosis.Precision5, Is.EqualTo(mean((list, wanted) => list.Take(5).Count(wanted.Contains) / 5.0)).Within(1e-12));
            Assert.That(diagnosis.BestPrecision5, Is.EqualTo(mean((_, wanted) => Math.Min(5, wanted.Count) / 5.0)).Within(1e-12));
            Assert.That(diagnosis.Hit5, Is.EqualTo(mean((list, wanted) => list.Take(5).Any(wanted.Contains) ? 1 : 0)).Within(1e-12));
            Assert.That(diagnosis.Unjudged10, Is.EqualTo(ids.Average(id => ranked(id).Take(10).Count(document => dataset.Qrels[id].GetValueOrDefault(document, -1) < 0) / 10.0)).Within(1e-12));
            Assert.That(diagnosis.OracleNdcg10, Is.EqualTo(ids.Average(id => Oracle(dataset.Qrels[id], [.. ranked(id).Take(100)]))).Within(1e-12));
            Assert.That(diagnosis.MissingFromPool, Is.EquivalentTo(missing));
            Assert.That(diagnosis.AlreadyFirst, Is.EquivalentTo(first));
            Assert.That(diagnosis.LowInPool, Is.EquivalentTo(ids.Where(id => relevant(id).Count > 0).Except(missing).Except(first)));
            Assert.That(diagnosis.Groups.Sum(group => group.QueryIds.Count), Is.EqualTo(ids.Length));
            Assert.That(diagnosis.Gaps, Is.Ordered.Ascending);
            foreach (GateForecast gate in diagnosis.Gates)
            {
                double room(string id) => Oracle(dataset.Qrels[id], [.. ranked(id).Take(100)]) - Ndcg(dataset.Qrels[id], ranked(id));
                string[] skipped = [.. ids.Where(id => Gap(run, id) >= gate.Threshold)];
                Assert.That(gate.Skipped, Is.EqualTo(skipped.Length / (double)ids.Length).Within(1e-12));
                Assert.That(gate.Lost, Is.EqualTo(skipped.Sum(room) / ids.Sum(room)).Within(1e-9));
            }
        }
    }

    [TestCase(true, DiagnosisAdvice.TuneFusion)]
    [TestCase(false, DiagnosisAdvice.Rerank)]
    public void WhereRunsAgreeOnTheAnswerAloneTheirFusionComesFirst(bool errDifferently, DiagnosisAdvice advice)
    {
        var qrels = new Qrels();
        var first = new Run("first");
        var second = new Run("second");
        foreach (string query in Enumerable.Range(1, 20).Select(i => $"q{i}"))
        {
            qrels.Add(query, "answer", 1);
            first.Add(query, [new("wrong", 1), new("answer", 0.9), new("last", 0)]);
            second.Add(query, [new(errDifferently ? "otherwise wrong" : "wrong", 1), new("answer", 0.9), new("last", 0)]);
        }

        RetrievalDiagnosis diagnosis = RetrievalDiagnosis.Of(qrels, [first, second]);
        Assert.That(diagnosis.Advice, Is.EqualTo(advice));
        Assert.That(diagnosis.FusionWins, Is.EqualTo(errDifferently ? 100 : 0));
        if (errDifferently)
        {
            Assert.That(diagnosis.Recommendation, Does.StartWith("Tune the fusion first: on queries that chose nothing it is better than first alone in 100 of 100 splits (nDCG@10 1.0000 against 0.6309)."));
        }
    }

    [Test]
    public void TheAdviceFollowsWhereTheAnswersAre()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Diagnose(rankOfAnswer: 5).Advice, Is.EqualTo(DiagnosisAdvice.Rerank));
            Assert.That(Diagnose(rankOfAnswer: 1).Advice, Is.EqualTo(DiagnosisAdvice.LeaveIt));
            Assert.That(Diagnose(rankOfAnswer: 2).Advice, Is.EqualTo(DiagnosisAdvice.Rerank), "0.63 of 1");
            Assert.That(Diagnose(rankOfAnswer: 5, first: 14).Advice, Is.EqualTo(DiagnosisAdvice.LeaveIt), "0.82 of 1");
            Assert.That(Diagnose(rankOfAnswer: 5, new() { AnswersAreBad = true }, first: 14).Advice, Is.EqualTo(DiagnosisAdvice.Rerank));
            Assert.That(Diagnose(rankOfAnswer: null).Advice, Is.EqualTo(DiagnosisAdvice.FixRetrieval));
            Assert.That(Diagnose(rankOfAnswer: 5, new() { AnswersAreBad = false }).Advice, Is.EqualTo(DiagnosisAdvice.LeaveIt));
            Assert.That(Diagnose(rankOfAnswer: 5, new() { NeedsNuance = false }).Advice, Is.EqualTo(DiagnosisAdvice.LeaveIt));
            Assert.That(Diagnose(rankOfAnswer: 5).Recommendation, Does.Contain("100 % of the queries").And.Contain("nDCG@10 from 0.3869 to 1.0000"));
        }
    }

    [Test]
    public void WhatTheDataCannotShowIsNotKnownUntilItIsSaid()
    {
        RetrievalDiagnosis silent = Diagnose(rankOfAnswer: 7);
        RetrievalDiagnosis told = Diagnose(rankOfAnswer: 7, new() { TimeBudget = TimeSpan.FromMilliseconds(20), NeedsNuance = true, Documents = new(9_000, 1, 2) });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(silent.Questions.Select(question => question.Answer), Is.EqualTo(new bool?[] { true, true, null, null, null }));
            Assert.That(told.Questions.Select(question => question.Answer), Is.EqualTo(new bool?[] { true, true, true, false, true }));
            Assert.That(told.Recommendation, Does.EndWith("With 20 ms take the fastest, and few documents."));
        }
    }

    [Test]
    public void ATunedFusionThatIsBetterComesFirst()
    {
        // Each run has the answer first for half of the queries, and in the middle for the others.
        var qrels = new Qrels();
        var a = new Run("a");
        var b = new Run("b");
        for (int i = 0; i < 40; i++)
        {
            qrels.Add($"q{i}", $"d{i}", 1);
            string[] list(string prefix, bool isFirst) => [.. Enumerable.Range(0, 9).Select(k => $"{prefix}{k}").Take(isFirst ? 0 : 4), $"d{i}", .. Enumerable.Range(0, 9).Select(k => $"{prefix}{k}").Skip(isFirst ? 0 : 4)];
            a.AddRanking($"q{i}", list("x", i % 2 == 0));
            b.AddRanking($"q{i}", list("y", i % 2 == 1));
        }

        RetrievalDiagnosis diagnosis = RetrievalDiagnosis.Of(qrels, [a, b]);
        Assert.That(diagnosis.Advice, Is.EqualTo(DiagnosisAdvice.TuneFusion));
        Assert.That(diagnosis.FusionWins, Is.GreaterThanOrEqualTo(75));
    }

    [TestCase("E1043 timeout", "exact match")]
    [TestCase("what does \"connection reset\" mean", "exact match")]
    [TestCase("SweepFile.cs", "exact match")]
    [TestCase("ERR_TIMEOUT", "exact match")]
    [TestCase("978-3-16-148410-0", "exact match")]
    [TestCase("diabetes", "single keyword")]
    [TestCase("who won in the 1990s", "other")]
    [TestCase("what is the 3rd planet", "other")]
    [TestCase("糖尿病的症状是什么", "other")]
    public void QueriesThatLookForAWordAreToldFromThoseThatAsk(string text, string kind)
    {
        var qrels = new Qrels();
        qrels.Add("q", "d", 1);
        var run = new Run("r");
        run.AddRanking("q", ["d"]);
        Assert.That(RetrievalDiagnosis.Of(qrels, [run], new() { QueryText = _ => text }).Best.Groups.Single().Name, Is.EqualTo(kind));
    }

    [Test]
    public void ARunWithNoJudgedDocumentIsRefused()
    {
        var qrels = new Qrels();
        qrels.Add("q", "d", 1);
        var run = new Run("blind");
        run.AddRanking("q", ["x"]);
        Assert.That(() => RetrievalDiagnosis.Of(qrels, [run]), Throws.ArgumentException.With.Message.Contains("None of the documents of run 'blind' is judged"));
        Assert.That(() => RetrievalDiagnosis.Of(qrels, []), Throws.ArgumentException);
    }

    private static RetrievalDiagnosis Diagnose(int? rankOfAnswer, DiagnosisOptions? options = null, int first = 0)
    {
        var qrels = new Qrels();
        var run = new Run("run");
        for (int i = 0; i < 20; i++)
        {
            qrels.Add($"q{i}", $"d{i}", 1);
            qrels.Add($"q{i}", "x0", 0);
            List<string> list = [.. Enumerable.Range(0, 20).Select(k => $"x{k}")];
            if (rankOfAnswer is int rank)
            {
                list.Insert(i < first ? 0 : rank - 1, $"d{i}");
            }

            run.AddRanking($"q{i}", list);
        }

        return RetrievalDiagnosis.Of(qrels, [run], options);
    }

    private static double? Gap(Run run, string id)
    {
        double[] scores = [.. run[id].Select(document => document.Score).OrderDescending().Take(100)];
        return scores.Length < 2 ? null : (scores[0] - scores[Math.Min(10, scores.Length) - 1]) / Math.Abs(scores[0]);
    }

    private static double Oracle(IReadOnlyDictionary<string, int> judged, string[] pool) => Ndcg(judged, [.. pool.OrderByDescending(id => Math.Max(judged.GetValueOrDefault(id), 0))]);

    private static double Ndcg(IReadOnlyDictionary<string, int> judged, string[] ranked) => Metrics.NaiveMetrics.Compute("ndcg", 10, 1, ranked, judged.ToDictionary());
}
