namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>Turns scores into probabilities by the calibration in a file.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="path">A file of <c>rerankkit calibrate</c>.</param>
    /// <returns>The pipeline.</returns>
    /// <exception cref="InvalidDataException">The file is no calibration.</exception>
    public static RerankerBuilder UseCalibration(this RerankerBuilder builder, string path) =>
        builder.UseCalibration(new CalibrationOptions { Calibration = ScoreCalibration.Load(path) });

    /// <summary>Turns scores into probabilities by a calibration.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="options">The calibration, and when nothing is taken for relevant.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseCalibration(this RerankerBuilder builder, CalibrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        CalibrationOptions own = options.Clone();
        return builder.Use((inner, services) => new CalibrationReranker(inner, own, services.GetTimeProvider()));
    }
}
