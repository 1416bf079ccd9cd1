using System.Collections.Frozen;

namespace GovStack.Conversations.Agencies;

/// <summary>The built-in sentences in English and Spanish.</summary>
internal static class ProductTextTable
{
    private static readonly FrozenDictionary<string, (string English, string Spanish)> Texts =
        new Dictionary<string, (string, string)>
        {
            ["problem.bad-request"] = ("The request cannot be read.", "La solicitud no se puede leer."),
            ["problem.malformed-json"] = ("The body is not well-formed JSON.", "El contenido no es JSON bien formado."),
            ["problem.invalid-field"] = ("A field of the request is missing or wrong.", "Falta un campo de la solicitud o es incorrecto."),
            ["problem.empty"] = ("Please write a question.", "Escriba una pregunta."),
            ["problem.unknown-botlet"] = ("There is no such service here.", "Ese servicio no existe aquí."),
            ["problem.event-in-future"] = ("The conversation has not come that far.", "La conversación no ha llegado hasta ahí."),
            ["problem.form-expired"] = ("The form has expired. Please send it again.", "El formulario caducó. Envíelo de nuevo."),
            ["problem.conversation-secret-missing"] = ("The conversation's secret is missing.", "Falta la clave de la conversación."),
            ["problem.invalid-api-key"] = ("The API key is not valid.", "La clave de API no es válida."),
            ["problem.api-key-required"] = ("An API key is needed.", "Se necesita una clave de API."),
            ["problem.staff-only"] = ("Only staff may see this. Please sign in.", "Solo el personal puede ver esto. Inicie sesión."),
            ["problem.role-missing"] = ("Your role does not allow this.", "Su función no lo permite."),
            ["problem.not-your-conversation"] = ("This conversation is not yours.", "Esta conversación no es suya."),
            ["problem.cookie-missing"] = (
                "Your browser did not send the cookie of this page. Please reload it.",
                "Su navegador no envió la cookie de esta página. Vuelva a cargarla."),
            ["problem.https-required"] = ("This needs a secure connection (https).", "Esto requiere una conexión segura (https)."),
            ["problem.origin-refused"] = ("Another site's page may not do this.", "La página de otro sitio no puede hacer esto."),
            ["problem.not-found"] = ("There is no such page.", "Esa página no existe."),
            ["problem.conversation-not-found"] = ("There is no such conversation here.", "Esa conversación no existe aquí."),
            ["problem.checkpoint-not-found"] = (
                "There is no such point in this conversation.",
                "Ese punto no existe en esta conversación."),
            ["problem.turn-not-found"] = ("There is no such answer in this conversation.", "Esa respuesta no existe en esta conversación."),
            ["problem.model-not-found"] = ("There is no model of that name.", "No existe un modelo con ese nombre."),
            ["problem.method-not-allowed"] = ("This address does not take that method.", "Esta dirección no admite ese método."),
            ["problem.request-timeout"] = ("The request took too long to arrive.", "La solicitud tardó demasiado en llegar."),
            ["problem.message-id-reused"] = (
                "This message id was already used for another text.",
                "Este identificador de mensaje ya se usó con otro texto."),
            ["problem.busy"] = ("An answer is still being written.", "Todavía se está escribiendo una respuesta."),
            ["problem.too-long"] = ("Your message is longer than 32 KB.", "Su mensaje supera los 32 KB."),
            ["problem.body-too-large"] = ("The request is too large.", "La solicitud es demasiado grande."),
            ["problem.unsupported-media-type"] = (
                "The request has a form that is not read here.",
                "La solicitud tiene un formato que aquí no se lee."),
            ["problem.unknown-host"] = ("No agency answers under this name.", "Ninguna agencia responde con este nombre."),
            ["problem.too-many-waiting"] = ("Many of your questions are still waiting.", "Muchas de sus preguntas siguen en espera."),
            ["problem.too-many-requests"] = (
                "You are sending questions very fast. Please wait a moment.",
                "Está enviando preguntas muy rápido. Espere un momento."),
            ["problem.internal"] = (
                "Something went wrong on our side. Please try again.",
                "Algo falló de nuestro lado. Inténtelo de nuevo."),
            ["problem.unavailable"] = (
                "The service is not available right now. Please try again.",
                "El servicio no está disponible en este momento. Inténtelo de nuevo."),
            ["problem.refused"] = (
                "Your question cannot be answered in time right now.",
                "En este momento su pregunta no se puede responder a tiempo."),
            ["problem.store"] = (
                "This could not be saved. Please try again in a moment.",
                "Esto no se pudo guardar. Inténtelo de nuevo en un momento."),
            ["form.your-question"] = ("Your question", "Su pregunta"),
            ["form.answer"] = ("Answer", "Respuesta"),
            ["form.sources"] = ("Sources", "Fuentes"),
            ["form.suggestions"] = ("You could also ask", "También puede preguntar"),
            ["form.label"] = ("What would you like to know?", "¿Qué desea saber?"),
            ["form.lead"] = (
                "Ask in your own words. You get an answer from official pages, with the pages it comes from.",
                "Pregunte con sus propias palabras. Recibirá una respuesta de páginas oficiales, con las páginas de las que proviene."),
            ["form.label-again"] = ("Ask another question", "Haga otra pregunta"),
            ["form.send"] = ("Ask", "Preguntar"),
            ["form.not-ready"] = (
                "Your answer is still being prepared. It will not be lost.",
                "Su respuesta todavía se está preparando. No se perderá."),
            ["form.look-again"] = ("Show my answer", "Mostrar mi respuesta"),
            ["form.expired"] = (
                "The page had expired. Your question is still here: please press Ask again.",
                "La página había caducado. Su pregunta sigue aquí: pulse Preguntar otra vez."),
            ["staff.sign-in"] = ("Staff sign-in", "Acceso del personal"),
            ["staff.name"] = ("Name", "Nombre"),
            ["staff.password"] = ("Password", "Contraseña"),
            ["staff.wrong"] = ("The name or the password is wrong.", "El nombre o la contraseña no son correctos."),
            ["small-talk.greeting"] = (
                "Hello. I am an automated assistant of {0}, not a person, and I answer from official pages. You can ask about: {1}.",
                "Hola. Soy un asistente automático de {0}, no una persona, y respondo con páginas oficiales. Puede preguntar sobre: {1}."),
            ["small-talk.thanks"] = ("You are welcome. If there is anything else, just ask.", "Con gusto. Si necesita algo más, pregunte."),
            ["crisis.go-on"] = (
                "If nobody is in danger, or once everybody is safe, you can go on asking here.",
                "Si nadie corre peligro, o cuando todos estén a salvo, puede seguir preguntando aquí."),
            ["staff.refused"] = ("You could not be signed in, or you have no role here. Ask whoever runs this service.", "No se pudo iniciar su sesión o no tiene una función aquí. Pregunte a quien administra este servicio."),
            ["extractive.contact"] = ("You can ask: {0}.", "Puede preguntar a: {0}."),
            ["extractive.more"] = ("More: {0}", "Más información: {0}"),
            ["extractive.near"] = ("This page is the closest: {0}.", "Esta página es la más cercana: {0}."),
            ["extractive.not-found"] = (
                "I could not find the answer to this on our pages.",
                "No encontré la respuesta a esta pregunta en nuestras páginas."),
            ["refusal.too-long"] = (
                "Your message is longer than 32 KB. Please send a shorter one, or split it into several questions.",
                "Su mensaje supera los 32 KB. Envíe uno más corto o divídalo en varias preguntas."),
            ["refusal.empty"] = ("Please write a question.", "Escriba una pregunta."),
            ["refusal.conversation-not-found"] = ("There is no such conversation here.", "Esa conversación no existe aquí."),
            ["refusal.message-id-reused"] = (
                "This message id was already used for another text.",
                "Este identificador de mensaje ya se usó con otro texto."),
            ["refusal.too-many-waiting"] = (
                "Many of your questions are still waiting. Please wait for their answers before you send more.",
                "Muchas de sus preguntas siguen en espera. Espere las respuestas antes de enviar más."),
            ["refusal.busy"] = (
                "An answer is still being written. Please wait for it, or stop it first.",
                "Todavía se está escribiendo una respuesta. Espere a que termine o deténgala primero."),
            ["refusal.checkpoint-not-found"] = ("There is no such point in this conversation.", "Ese punto no existe en esta conversación."),
            ["refusal.unavailable"] = (
                "Your question could not be saved just now, so it was not accepted. Please try again in a few seconds.",
                "Su pregunta no se pudo guardar en este momento, por lo que no fue aceptada. Inténtelo de nuevo en unos segundos."),
            ["refusal.retry"] = (
                "So many people are asking right now that your question cannot be answered in time. Ask again in {0} and it will be answered. If you would rather speak to someone: {1}.",
                "En este momento preguntan tantas personas que su pregunta no se puede responder a tiempo. Pregunte de nuevo en {0} y se le responderá. Si prefiere hablar con alguien: {1}."),
            ["ticket.text"] = (
                "Many people are asking at once. Your question is saved and will be answered by {0} at the latest, most likely by {1}. Keep this page open, or come back to this conversation later: the answer will be here.",
                "Muchas personas preguntan a la vez. Su pregunta está guardada y se responderá a más tardar a las {0}, lo más probable es que antes de las {1}. Deje esta página abierta o vuelva más tarde a esta conversación: la respuesta estará aquí."),
            ["ticket.in-trouble"] = (
                "The answering service does not respond right now, and nobody knows for how long. Your question is saved and will be answered as soon as it is back, by {0} at the latest. Keep this page open, or come back to this conversation later: the answer will be here.",
                "El servicio de respuestas no responde en este momento y no se sabe por cuánto tiempo. Su pregunta está guardada y se responderá en cuanto vuelva, a más tardar a las {0}. Deje esta página abierta o vuelva más tarde a esta conversación: la respuesta estará aquí."),
            ["failure.store"] = (
                "This could not be saved, so the answer was stopped. Please ask again in a moment.",
                "Esto no se pudo guardar y la respuesta se detuvo. Vuelva a preguntar en un momento."),
            ["failure.internal"] = (
                "Something went wrong on our side. Please ask again.",
                "Algo falló de nuestro lado. Vuelva a preguntar."),
            ["failure.broken-off"] = (
                "The answer broke off. You can ask for it again.",
                "La respuesta se interrumpió. Puede pedirla de nuevo."),
            ["failure.unavailable"] = (
                "The answering service is not available right now, and our pages do not hold a short answer to this. Please contact {0}.",
                "El servicio de respuestas no está disponible en este momento y nuestras páginas no tienen una respuesta breve. Comuníquese con {0}."),
            ["notice.masked"] = (
                "We removed personal data (such as a card or id number) from your message before anything else saw it. You do not need to send such data here.",
                "Quitamos datos personales (como un número de tarjeta o de identificación) de su mensaje antes de procesarlo. No necesita enviar esos datos aquí."),
            ["notice.other-language"] = (
                "The pages on this are not available in your language, so the sources are in another.",
                "Las páginas sobre este tema no están en su idioma; las fuentes están en otro."),
            ["notice.approved"] = ("Answer approved by the agency, last reviewed {0}.", "Respuesta aprobada por la agencia, revisada el {0}."),
            ["notice.reused"] = ("The same question was answered on {0}; this is that answer.", "La misma pregunta se respondió el {0}; esta es esa respuesta."),
            ["notice.background"] = (
                "Nobody was reading, so this question went on in the background. The answer will be here when you come back.",
                "Nadie estaba leyendo, así que esta pregunta siguió en segundo plano. La respuesta estará aquí cuando vuelva."),
            ["notice.citation-removed"] = (
                "A reference that matched none of our pages was removed.",
                "Se quitó una referencia que no correspondía a ninguna de nuestras páginas."),
            ["notice.uncited"] = (
                "This answer names no page as its source. Please check it against the pages below.",
                "Esta respuesta no indica su fuente. Compárela con las páginas de abajo."),
            ["notice.truncated"] = ("The answer was cut at its longest allowed length.", "La respuesta se cortó en su longitud máxima."),
            ["notice.quick-answer"] = (
                "This is a short answer quoted from our pages, without the assistant.",
                "Esta es una respuesta breve citada de nuestras páginas, sin el asistente."),
            ["notice.smaller-model"] = (
                "A smaller model answers, so that you do not have to wait longer.",
                "Responde un modelo más pequeño para que no tenga que esperar más."),
            ["notice.shorter-answer"] = (
                "The answer is kept shorter, so that you do not have to wait longer.",
                "La respuesta es más corta para que no tenga que esperar más."),
            ["notice.fallback"] = ("Another provider answers; the first is not available.", "Responde otro proveedor; el primero no está disponible."),
            ["notice.new-attempt"] = (
                "The answer broke off. It begins again below.",
                "La respuesta se interrumpió. Comienza de nuevo abajo."),
            ["time.seconds"] = ("{0} seconds", "{0} segundos"),
            ["time.minutes"] = ("{0} minutes", "{0} minutos"),
        }.ToFrozenDictionary();

    public static IEnumerable<string> Keys => Texts.Keys;

    public static string Find(string key, string? language)
    {
        if (!Texts.TryGetValue(key, out var text))
            throw new ArgumentException($"There is no product text '{key}'.", nameof(key));
        return string.Equals(language, "es", StringComparison.OrdinalIgnoreCase) ? text.Spanish : text.English;
    }
}
