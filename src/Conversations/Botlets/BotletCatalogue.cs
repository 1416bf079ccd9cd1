using GovStack.Conversations.Agencies;

namespace GovStack.Conversations.Botlets;

/// <summary>Finds the behaviour of a service. A pack adds services without code; code is added only where behaviour differs.</summary>
public sealed class BotletCatalogue
{
    private readonly PageBotlet _pages = new();
    private readonly EmergencyBotlet _emergency = new();

    /// <summary>Finds the behaviour of a service by its class: emergencies behave differently, whatever a pack calls them.</summary>
    public IBotlet Find(BotletDefinition definition)
        => definition.Class == Quota.QuotaClass.Emergency ? _emergency : _pages;
}
