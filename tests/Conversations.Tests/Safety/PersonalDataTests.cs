using GovStack.Conversations.Safety;
using Xunit;

namespace GovStack.Conversations.Tests.Safety;

public sealed class PersonalDataTests
{
    [Theory]
    // Cards
    [InlineData("my card is 4111 1111 1111 1111 thanks", "my card is [card number] thanks")]
    [InlineData("4111-1111-1111-1111", "[card number]")]
    [InlineData("4111111111111111", "[card number]")]
    [InlineData("amex 3782 822463 10005, ok?", "amex [card number], ok?")]
    [InlineData("4111 - 1111 - 1111 - 1111", "[card number]")]
    [InlineData("5555555555554444 exp 12/27 cvv 123", "[card number] exp 12/27 cvv [card number]")]
    [InlineData("Mastercard 2223003122003222", "Mastercard [card number]")]
    [InlineData("4222222222222", "[card number]")]
    [InlineData("6011000990139424 is declined", "[card number] is declined")]
    [InlineData("my debit card number is 4111 1111 1111 1112", "my debit card number is [card number]")]
    [InlineData("４１１１ １１１１ １１１１ １１１１", "[card number]")]
    [InlineData("٤١١١١١١١١١١١١١١١", "[card number]")]
    [InlineData("card:4111.1111.1111.1111.", "card:[card number].")]
    [InlineData("pagué con 4000 0566 5566 5556 y 5105 1051 0510 5100", "pagué con [card number] y [card number]")]
    // American ids
    [InlineData("SSN 123-45-6789", "SSN [id number]")]
    [InlineData("my ssn is 123456789", "my ssn is [id number]")]
    [InlineData("Social Security number: 123 45 6789", "Social Security number: [id number]")]
    [InlineData("social security number 123456789.", "social security number [id number].")]
    [InlineData("mi número de seguro social es 123-45-6789", "mi número de seguro social es [id number]")]
    [InlineData("ITIN 912-78-1234", "ITIN [id number]")]
    [InlineData("ssn#078-05-1120", "ssn#[id number]")]
    [InlineData("my alien number is A123456789", "my alien number is [id number]")]
    [InlineData("A-123-456-789", "[id number]")]
    [InlineData("A12345678", "[id number]")]
    [InlineData("Medicare 1EG4-TE5-MK73", "Medicare [id number]")]
    [InlineData("my driver's license number is D1234567", "my driver's license number is [id number]")]
    // Other countries' ids
    [InlineData("DNI 12345678Z", "DNI [id number]")]
    [InlineData("12345678-Z", "[id number]")]
    [InlineData("12.345.678-Z", "[id number]")]
    [InlineData("NIE X1234567L", "NIE [id number]")]
    [InlineData("CURP GODE561231HDFRRN09", "CURP [id number]")]
    [InlineData("NI number QQ 12 34 56 C?", "NI number QQ 12 34 56 C?")]
    [InlineData("NI number AB 12 34 56 C?", "NI number [id number]?")]
    [InlineData("my NINO is AB123456C", "my NINO is [id number]")]
    [InlineData("SIN 046-454-287", "SIN 046-454-287")]
    [InlineData("SIN 130-692-544", "SIN [id number]")]
    [InlineData("CPF 111.444.777-35", "CPF [id number]")]
    [InlineData("pesel 44051401359", "pesel [id number]")]
    [InlineData("codice fiscale RSSMRA85T10A562S", "codice fiscale [id number]")]
    [InlineData("numéro 1 85 05 78 006 084 91", "numéro [id number]")]
    [InlineData("personnummer 811218-9876", "personnummer [id number]")]
    // E-mail
    [InlineData("write to ana.lopez+irs@example.com.", "write to [email].")]
    [InlineData("<maria@correo.com.mx>", "<[email]>")]
    [InlineData("o'brien_77@mail.example.org and bob@x.io", "[email] and [email]")]
    [InlineData("josé@ejemplo.es", "[email]")]
    [InlineData("user@xn--bcher-kva.example", "[email]")]
    [InlineData("4111111111111111@example.com", "[email]")]
    // Phones
    [InlineData("call 202-555-0143 today", "call [phone number] today")]
    [InlineData("(202) 555-0143", "[phone number]")]
    [InlineData("(202)555-0143", "[phone number]")]
    [InlineData("202.555.0143", "[phone number]")]
    [InlineData("+1 (202) 555-0143", "[phone number]")]
    [InlineData("1-202-555-0143", "[phone number]")]
    [InlineData("2025550143", "[phone number]")]
    [InlineData("my number is 12025550143", "my number is [phone number]")]
    [InlineData("+34 612 345 678", "[phone number]")]
    [InlineData("+442079460958", "[phone number]")]
    [InlineData("0034 612 345 678", "[phone number]")]
    [InlineData("020 7946 0958", "[phone number]")]
    [InlineData("06 12 34 56 78", "[phone number]")]
    [InlineData("030/1234567", "[phone number]")]
    [InlineData("55 1234 5678", "[phone number]")]
    [InlineData("mi celular es 612 345 678", "mi celular es [phone number]")]
    [InlineData("my phone: 555-0143", "my phone: [phone number]")]
    [InlineData("text me at 612345678", "text me at [phone number]")]
    // IBAN and accounts
    [InlineData("DE89 3704 0044 0532 0130 00 please", "[IBAN] please")]
    [InlineData("iban GB29NWBK60161331926819", "iban [IBAN]")]
    [InlineData("es9121000418450200051332", "[IBAN]")]
    [InlineData("my account number is 000123456789", "my account number is [account number]")]
    [InlineData("cuenta 12345678901", "cuenta [account number]")]
    // Passports
    [InlineData("my passport number is 123456789", "my passport number is [passport number]")]
    [InlineData("lost passport C12345678 in Rome", "lost passport [passport number] in Rome")]
    [InlineData("pasaporte AAA123456", "pasaporte [passport number]")]
    [InlineData("Reisepass C01X00T47", "Reisepass [passport number]")]
    public void Mask_PersonalData_ReplacesItByItsLabel(string text, string expected)
        => Assert.Equal(expected, InputGuard.Inspect(text).Masked);

    [Theory]
    // Forms, years, codes of the agencies
    [InlineData("Form 1040-SR for 2025")]
    [InlineData("form 4868 extension deadline")]
    [InlineData("W-2, 1099-MISC, 8821, I-90, DS-82, DS-11, SSA-1099")]
    [InlineData("Publication 17 (2025)")]
    [InlineData("IRC section 6662(d)(2)")]
    [InlineData("my EIN is 12-3456789")]
    [InlineData("Employer ID 98-7654321 for my LLC")]
    [InlineData("receipt number IOE0912345678")]
    [InlineData("receipt WAC2190012345")]
    [InlineData("case number 2345678901")]
    [InlineData("my confirmation number is 2025550143")]
    [InlineData("docket 2025-1234567")]
    [InlineData("tracking 9400 1000 0000 0000 0000 00")]
    [InlineData("ISBN 978-0-306-40615-7")]
    [InlineData("ISBN 9780306406157")]
    [InlineData("version 10.0.14.2")]
    [InlineData("IP address 192.168.100.25")]
    // Dates and times
    [InlineData("born 12-31-1985")]
    [InlineData("born 1985-12-31 in Ohio")]
    [InlineData("due 04/15/2026")]
    [InlineData("vence el 15/04/2026")]
    [InlineData("am 15.04.2026")]
    [InlineData("20260415")]
    [InlineData("call me on 12-31-2026")]
    [InlineData("call me 2026-12-31 10:30")]
    [InlineData("between 2019 and 2026")]
    [InlineData("tax years 2021 2022 2023 2024 2025")]
    [InlineData("2021-2025")]
    [InlineData("open 9:00-17:30")]
    [InlineData("my passport expired 12/31/2025")]
    [InlineData("passport expires 20261231")]
    // Amounts and quantities
    [InlineData("I owe $4,111.50")]
    [InlineData("I earned 1234567890 dollars")]
    [InlineData("$1234567890")]
    [InlineData("gano 45000 pesos")]
    [InlineData("1.234.567,89 €")]
    [InlineData("1,234,567,890")]
    [InlineData("3.14159265358979")]
    [InlineData("income of 123456789 dollars on my social security")]
    [InlineData("12 % of 100000")]
    [InlineData("331,900,000 people")]
    [InlineData("lat 38.8977 lon -77.0365")]
    // Addresses
    [InlineData("1600 Pennsylvania Ave NW, Washington, DC 20500")]
    [InlineData("ZIP 20500-0003")]
    [InlineData("my ZIP code is 12345-6789")]
    [InlineData("PO Box 1214, Charlotte, NC 28201-1214")]
    [InlineData("https://www.irs.gov/forms-pubs/about-form-1040")]
    [InlineData("https://example.gov/case/2025550143")]
    // Emergency and public numbers
    [InlineData("Should I call 911 or 311?")]
    [InlineData("call 988 or text AYUDA to 988")]
    [InlineData("text START to 88788")]
    [InlineData("call 1-800-829-1040 about my phone bill")]
    [InlineData("call me back? I called 800-829-1040")]
    [InlineData("(800) 772-1213")]
    [InlineData("18008291040")]
    [InlineData("Poison Control 1-800-222-1222")]
    [InlineData("1-844-872-4681")]
    // Not what they look like
    [InlineData("000-12-3456")]
    [InlineData("666-12-3456")]
    [InlineData("987-00-4321")]
    [InlineData("123-45-6789-1")]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("0000 0000 0000 0000")]
    [InlineData("1234567890123456")]
    [InlineData("DE88 3704 0044 0532 0130 00")]
    [InlineData("a@b")]
    [InlineData("@irsnews on Twitter")]
    [InlineData("meet @ 5pm")]
    [InlineData("12345678A")]
    [InlineData("tengo 12345678 y quiero pagar")]
    [InlineData("nie 1234567 wieder")]
    [InlineData("solve x^2 + 3x = 10")]
    [InlineData("pi is 3 1 4 1 5 9 2 6 5 3 5 8 9 7 9 3 2 3 8 4 6")]
    [InlineData("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16")]
    [InlineData("I drove 100000 miles with my driver license")]
    public void Mask_HarmlessNumbers_ChangesNothing(string text)
    {
        var guarded = InputGuard.Inspect(text);

        Assert.Equal(text, guarded.Masked);
        Assert.Empty(guarded.MaskedKinds);
    }

    [Fact]
    public void Mask_SeveralKinds_NamesEachOnceInOrder()
    {
        var guarded = InputGuard.Inspect("Ana, ana@example.com, 202-555-0143, ana@example.org, SSN 123-45-6789");

        Assert.Equal(["email", "phone", "national-id"], guarded.MaskedKinds);
        Assert.Equal("Ana, [email], [phone number], [email], SSN [id number]", guarded.Masked);
        Assert.Equal("Ana, ana@example.com, 202-555-0143, ana@example.org, SSN 123-45-6789", guarded.Clean);
    }

    [Fact]
    public void Mask_HiddenCharactersInsideANumber_StillMasks()
        => Assert.Equal("[card number]", InputGuard.Inspect("4111\u200B 1111\u2060 1111\U000E0041 1111").Masked);

    [Fact]
    public void Mask_TheAgencysOwnNumber_StaysReadable()
    {
        const string Text = "Is 202-555-0199 your number? Mine is 202-555-0143.";

        Assert.Equal("Is 202-555-0199 your number? Mine is [phone number].", InputGuard.Inspect(Text, SampleAgencies.Small()).Masked);
        Assert.Equal("Is [phone number] your number? Mine is [phone number].", InputGuard.Inspect(Text).Masked);
    }
}
