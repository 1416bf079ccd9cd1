namespace GovStack.Conversations.Dispatch;

/// <summary>Where the scope ends, and how sure a probability really is: both learned from held-out examples.</summary>
internal sealed record Calibration(double Threshold, double Slope, double Offset)
{
    /// <summary>Learns both.</summary>
    /// <param name="held">Outcomes of held-out examples; may be empty.</param>
    /// <param name="acceptedLoss">The share of right answers that may fall under the threshold, 0 to 1.</param>
    public static Calibration From(IReadOnlyList<HeldOutcome> held, double acceptedLoss)
    {
        var right = held.Where(outcome => outcome.IsRight).Select(outcome => outcome.Score).Order().ToArray();
        if (right.Length == 0)
            return new Calibration(0, 1, 0);
        var (slope, offset) = FitConfidence(held);
        return new Calibration(right[(int)(acceptedLoss * right.Length)], slope, offset);
    }

    /// <summary>Tells how often a label of this probability is right, 0 to 1.</summary>
    public double ConfidenceOf(double probability) => Sigmoid(Slope * LogOdds(probability) + Offset);

    // Platt scaling: a logistic curve over the log-odds, by Newton's method with a little damping.
    private static (double Slope, double Offset) FitConfidence(IReadOnlyList<HeldOutcome> held)
    {
        var (slope, offset) = (1.0, 0.0);
        for (var round = 0; round < 25; round++)
        {
            var (gradientSlope, gradientOffset) = (1e-3 * (slope - 1), 1e-3 * offset);
            var (curveSlope, curveBoth, curveOffset) = (1e-3, 0.0, 1e-3);
            foreach (var outcome in held)
            {
                var odds = LogOdds(outcome.Score);
                var sure = Sigmoid(slope * odds + offset);
                var error = sure - (outcome.IsRight ? 1 : 0);
                var weight = Math.Max(1e-6, sure * (1 - sure));
                gradientSlope += error * odds;
                gradientOffset += error;
                curveSlope += weight * odds * odds;
                curveBoth += weight * odds;
                curveOffset += weight;
            }

            var determinant = curveSlope * curveOffset - curveBoth * curveBoth;
            slope = Math.Clamp(slope - (curveOffset * gradientSlope - curveBoth * gradientOffset) / determinant, 0.1, 5);
            offset = Math.Clamp(offset - (curveSlope * gradientOffset - curveBoth * gradientSlope) / determinant, -5, 5);
        }

        return (slope, offset);
    }

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

    private static double LogOdds(double probability)
    {
        var bounded = Math.Clamp(probability, 1e-6, 1 - 1e-6);
        return Math.Log(bounded / (1 - bounded));
    }
}
