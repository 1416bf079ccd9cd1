namespace GovStack.Grains.Interfaces;

/// <summary>The conversation could not be reached where it was: it has closed itself, or its store did not answer. Asking again finds it where it is now.</summary>
[GenerateSerializer, Alias("govstack.conversation-away.v1")]
public sealed class ConversationAwayException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="reason">A fault's name; never a person's words.</param>
    public ConversationAwayException(string reason)
        : base($"The conversation is away: {reason}.")
    {
    }

    /// <summary>Makes the exception without a reason.</summary>
    public ConversationAwayException()
        : this("unknown")
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public ConversationAwayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
