namespace RerankKit.Embedded;

/// <summary>The parts of a call's scores, one number per candidate each, for who weighs them in another way.</summary>
internal sealed record EmbeddedPartScores(double[] Words, double[] Meaning, double[] Lead, double[] Feedback, double[] Topic, double[] Blended);
