using System.Collections.Frozen;

namespace GovStack.Conversations.Safety;

/// <summary>What the few words before a number call it.</summary>
internal static class Context
{
    /// <summary>Words of cards.</summary>
    public static readonly FrozenSet<string> Cards = Words("card cards visa mastercard amex debit credit ebt tarjeta tarjetas débito debito crédito credito karte kreditkarte carte");

    /// <summary>Words of a card's security code.</summary>
    public static readonly FrozenSet<string> CardCodes = Words("cvv cvc cvv2 cvc2");

    /// <summary>Words of American personal numbers.</summary>
    public static readonly FrozenSet<string> Ids = Words("ssn ssns itin tin social sociales");

    /// <summary>Words of other countries' personal numbers.</summary>
    public static readonly FrozenSet<string> OtherIds = Words("dni nif bsn pesel cpf rut cédula cedula aadhaar steuernummer steuerid personnummer fødselsnummer");

    /// <summary>Words of drivers, …</summary>
    public static readonly FrozenSet<string> Drivers = Words("driver drivers driving conducir manejar manejo");

    /// <summary>… and of what they carry.</summary>
    public static readonly FrozenSet<string> Licenses = Words("license licence licencia dl");

    /// <summary>Words of passports.</summary>
    public static readonly FrozenSet<string> Passports = Words("passport passports pasaporte pasaportes reisepass passeport passaporto passaporte paszport");

    /// <summary>The word of an international account number.</summary>
    public static readonly FrozenSet<string> Ibans = Words("iban");

    /// <summary>Words of bank accounts.</summary>
    public static readonly FrozenSet<string> Accounts = Words("account acct cuenta konto kontonummer compte conto");

    /// <summary>Words of numbers that are neither a person's nor a telephone's.</summary>
    public static readonly FrozenSet<string> OtherNumbers = Words("""
        case receipt confirmation tracking order application docket permit invoice reference ref transaction ticket form report control batch serial
        routing caso recibo confirmación confirmacion seguimiento orden pedido solicitud expediente folio factura referencia permiso formulario serie
        """);

    private static readonly FrozenSet<string> Phones = Words("""
        phone phones telephone tel cell cellphone mobile whatsapp sms fax teléfono telefono celular cel móvil movil llámeme llameme llámame llamame
        telefon handy téléphone telefone telefoon llámenme llamenme márqueme marqueme
        """);

    private static readonly FrozenSet<string> Contacting = Words("call text reach ring contact");
    private static readonly FrozenSet<string> Somebody = Words("me us him her them");

    /// <summary>Tells whether one of the words stands among the few tokens before a place, in the same line.</summary>
    public static bool Has(TextTokens tokens, int index, FrozenSet<string> words, int reach)
    {
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = index - 1; i >= 0 && i >= index - reach; i--)
        {
            if (lookup.Contains(tokens.Characters(i)))
                return true;
        }

        return false;
    }

    /// <summary>Tells whether the words before a place announce a telephone number.</summary>
    public static bool SpeaksOfPhone(TextTokens tokens, int index)
    {
        if (Has(tokens, index, Phones, 6))
            return true;
        for (var i = index - 2; i >= 0 && i >= index - 6; i--)
        {
            if (Contacting.GetAlternateLookup<ReadOnlySpan<char>>().Contains(tokens.Characters(i))
                && Somebody.GetAlternateLookup<ReadOnlySpan<char>>().Contains(tokens.Characters(i + 1)))
                return true;
        }

        return false;
    }

    private static FrozenSet<string> Words(string words)
        => words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
