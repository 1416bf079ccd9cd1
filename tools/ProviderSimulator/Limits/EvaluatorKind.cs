namespace GovStack.ProviderSimulator.Limits;

/// <summary>How a provider counts what falls into a window.</summary>
public enum EvaluatorKind
{
    /// <summary>A bucket of the whole limit, refilled continuously: all of it at once after idling, then limit ÷ window.</summary>
    Bucket,

    /// <summary>An exact sliding window: no span of the window's length ever holds more than the limit.</summary>
    Sliding,

    /// <summary>A counter that starts again with every window.</summary>
    Fixed,

    /// <summary>A fixed window, and a sixth of a minute's limit in every fixed 10 s.</summary>
    FixedAnd10Seconds,

    /// <summary>A fixed window, and a sixtieth of a minute's limit in every fixed second.</summary>
    FixedAnd1Second,
}

/// <summary>Which limits the sub-windows of 10 s and 1 s hold for.</summary>
public enum SubWindowAxes
{
    /// <summary>Requests only.</summary>
    Requests,

    /// <summary>Tokens only.</summary>
    Tokens,

    /// <summary>Requests and tokens.</summary>
    Both,
}
