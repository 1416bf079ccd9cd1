namespace GovStack.ProviderSimulator.Faults;

/// <summary>How a provider fails.</summary>
public enum FaultKind
{
    /// <summary>Answers normally.</summary>
    None,

    /// <summary>500, after letting the call in. On the command line and the wire: <c>500</c>.</summary>
    InternalError,

    /// <summary>503, before counting the call. <c>503</c>.</summary>
    Unavailable,

    /// <summary>529 overloaded, before counting the call. <c>529</c>.</summary>
    Overloaded,

    /// <summary>401, before counting the call. <c>401</c>.</summary>
    Unauthorized,

    /// <summary>Says nothing until the client gives up. <c>hang</c>.</summary>
    HangBeforeFirstToken,

    /// <summary>Falls silent in the middle of the answer. <c>hang-mid</c>.</summary>
    HangMidStream,

    /// <summary>Breaks the connection in the middle of the answer. <c>broken</c>.</summary>
    BrokenStream,

    /// <summary>Sends what is no answer at all with status 200. <c>garbage</c>.</summary>
    Garbage,

    /// <summary>An overloaded error inside a stream that began with 200. <c>overloaded-mid</c>.</summary>
    OverloadedMidStream,
}
