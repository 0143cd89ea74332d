/// Every error code of the Cloud API with its title and, where recorded bodies or pages give them, its details.
let documentedErrors: [Int: GraphError] = {
    let rows: [GraphError] = [
        GraphError(code: 0, httpStatus: 401, title: "AuthException"),
        GraphError(code: 1, httpStatus: 400, title: "API Unknown / invalid request"),
        GraphError(
            code: 2, httpStatus: 503, title: "An unexpected error has occurred. Please retry your request later.",
            isTransient: true, isNumbered: false),
        GraphError(code: 3, httpStatus: 500, title: "API Method"),
        GraphError(code: 4, httpStatus: 400, title: "Application request limit reached", isTransient: true),
        GraphError(code: 10, httpStatus: 403, title: "Application does not have permission for this action"),
        GraphError(code: 33, httpStatus: 400, title: "Parameter value is not valid (number deleted)"),
        GraphError(
            code: 100, httpStatus: 400, title: "Invalid parameter",
            details: "Parameter 'text' is mandatory for component parameter type 'text'"),
        GraphError(
            code: 104, httpStatus: 400, title: "An access token is required to request this resource.",
            isNumbered: false),
        GraphError(
            code: 190, httpStatus: 401, title: "Invalid OAuth access token - Cannot parse access token",
            isNumbered: false),
        GraphError(
            code: 200, httpStatus: 403,
            title: "You do not have the necessary permissions required to send messages on behalf of "
                + "this WhatsApp Business Account"),
        GraphError(code: 368, httpStatus: 403, title: "Temporarily blocked for policies violations"),
        GraphError(
            code: 80007, httpStatus: 400, title: "Rate limit issues",
            details: "The WhatsApp Business Account has reached its rate limit."),
        GraphError(
            code: 130403, httpStatus: 400, title: "Business blocked this user", details: "Business blocked this user"),
        GraphError(
            code: 130429, httpStatus: 400, title: "Rate limit hit",
            details: "Cloud API message throughput has been reached."),
        GraphError(
            code: 130472, httpStatus: 400, title: "User's number is part of an experiment",
            details: "Failed to send message because this user's phone number is part of an experiment"),
        GraphError(
            code: 130497, httpStatus: 403,
            title: "Business account is restricted from messaging users in this country."),
        GraphError(
            code: 131000, httpStatus: 500, title: "Something went wrong",
            details: "Message failed to send due to an unknown error."),
        GraphError(code: 131005, httpStatus: 403, title: "Access denied", details: "Access denied"),
        GraphError(
            code: 131008, httpStatus: 400, title: "Required parameter is missing",
            details: "buttons: Button at index 0 of type Url requires a parameter"),
        GraphError(
            code: 131009, httpStatus: 400, title: "Parameter value is not valid",
            details: "Button title length invalid. Min length: 1, Max length: 20"),
        GraphError(
            code: 131016, httpStatus: 500, title: "Service unavailable",
            details: "A service is temporarily unavailable."),
        GraphError(
            code: 131021, httpStatus: 400, title: "Recipient cannot be sender", details: "Recipient cannot be sender"),
        GraphError(code: 131026, httpStatus: 400, title: "Message undeliverable", details: "Message Undeliverable."),
        GraphError(
            code: 131030, httpStatus: 400, title: "Recipient phone number not in allowed list",
            details: "Recipient phone number not in allowed list: Add recipient phone number to recipient "
                + "list and try again."),
        GraphError(
            code: 131031, httpStatus: 403, title: "Business Account locked",
            details: "Business account has been locked."),
        GraphError(
            code: 131037, httpStatus: 400, title: "Display name approval needed",
            details: "Display name approval needed"),
        GraphError(
            code: 131042, httpStatus: 400, title: "Business eligibility payment issue",
            details: "Message failed to send because there were one or more errors related to your payment method."),
        GraphError(
            code: 131045, httpStatus: 500, title: "Incorrect certificate",
            details: "Message failed to send due to a phone number registration error."),
        GraphError(
            code: 131047, httpStatus: 400, title: "Re-engagement message",
            details: "Message failed to send because more than 24 hours have passed since the customer "
                + "last replied to this number."),
        GraphError(code: 131048, httpStatus: 400, title: "Spam rate limit hit", details: "Spam rate limit hit"),
        GraphError(
            code: 131049, httpStatus: 400,
            title: "This message was not delivered to maintain healthy ecosystem engagement.",
            details: "In order to maintain a healthy ecosystem engagement, the message failed to be delivered."),
        GraphError(
            code: 131050, httpStatus: 400, title: "User has stopped marketing messages from this business",
            details: "User has stopped marketing messages from this business on WhatsApp."),
        GraphError(
            code: 131051, httpStatus: 400, title: "Unsupported message type", details: "Unsupported message type"),
        GraphError(code: 131052, httpStatus: 400, title: "Media download error", details: "Media download error"),
        GraphError(
            code: 131053, httpStatus: 400, title: "Media upload error",
            details: "Downloading media from weblink failed with http code 404, status message Not Found"),
        GraphError(code: 131055, httpStatus: 400, title: "Method not allowed", details: "Method not allowed"),
        GraphError(
            code: 131056, httpStatus: 400, title: "(Business Account, Consumer Account) pair rate limit hit",
            details: "Message failed to send because there were too many messages sent from this phone "
                + "number to the same phone number in a short period of time."),
        GraphError(
            code: 131057, httpStatus: 500, title: "Account in maintenance mode",
            details: "Business Account is in maintenance mode"),
        GraphError(
            code: 131059, httpStatus: 400, title: "Invalid pagination cursor", details: "Invalid pagination cursor"),
        GraphError(
            code: 131062, httpStatus: 400, title: "BSUID not supported for this message",
            details: "BSUID not supported for this message"),
        GraphError(
            code: 131063, httpStatus: 400, title: "Marketing templates disabled on Cloud API",
            details: "Marketing templates disabled on Cloud API"),
        GraphError(
            code: 131064, httpStatus: 400, title: "Template classification limit",
            details: "Template classification limit"),
        GraphError(
            code: 132000, httpStatus: 400, title: "Number of parameters does not match the expected number of params",
            details: "body: number of localizable_params (1) does not match the expected number of params (2)"),
        GraphError(
            code: 132001, httpStatus: 404, title: "Template name does not exist in the translation",
            details: "template name (booking_reminder) does not exist in ru"),
        GraphError(
            code: 132005, httpStatus: 400, title: "Template hydrated text too long",
            details: "Template hydrated text too long"),
        GraphError(
            code: 132007, httpStatus: 400, title: "Template format character policy violated",
            details: "Template format character policy violated"),
        GraphError(
            code: 132012, httpStatus: 400, title: "Parameter format does not match format in the created template",
            details: "header: Format mismatch, expected IMAGE, received UNKNOWN"),
        GraphError(
            code: 132015, httpStatus: 400, title: "Template is Paused",
            details: "Template is paused due to low quality so it cannot be sent in a template message."),
        GraphError(code: 132016, httpStatus: 400, title: "Template is disabled", details: "Template is disabled"),
        GraphError(
            code: 132018, httpStatus: 400, title: "Template parameter validation",
            details: "Template parameter validation"),
        GraphError(code: 132068, httpStatus: 400, title: "Flow is blocked", details: "Flow is blocked"),
        GraphError(code: 132069, httpStatus: 400, title: "Flow is throttled", details: "Flow is throttled"),
        GraphError(
            code: 133000, httpStatus: 500, title: "Incomplete deregistration", details: "Incomplete deregistration"),
        GraphError(
            code: 133004, httpStatus: 503, title: "Server temporarily unavailable",
            details: "Server temporarily unavailable"),
        GraphError(
            code: 133005, httpStatus: 400, title: "Two step verification PIN Mismatch",
            details: "Two step verification PIN incorrect."),
        GraphError(
            code: 133006, httpStatus: 400, title: "Phone number re-verification needed",
            details: "Phone number re-verification needed"),
        GraphError(code: 133008, httpStatus: 400, title: "Too many PIN guesses", details: "Too many PIN guesses"),
        GraphError(code: 133009, httpStatus: 400, title: "PIN guessed too fast", details: "PIN guessed too fast"),
        GraphError(
            code: 133010, httpStatus: 400, title: "Account not registered",
            details: "The account does not exist on the WhatsApp Business Platform; register the phone number first."),
        GraphError(code: 133015, httpStatus: 400, title: "Wait before registering", details: "Wait before registering"),
        GraphError(
            code: 133016, httpStatus: 400, title: "Registration/Deregistration attempts exceeded",
            details: "Too many registration attempts for this number in a short period of time."),
        GraphError(
            code: 134011, httpStatus: 400, title: "WhatsApp Payments terms not accepted",
            details: "WhatsApp Payments terms not accepted"),
        GraphError(
            code: 134100, httpStatus: 400, title: "Only marketing messages supported",
            details: "Only marketing messages supported"),
        GraphError(code: 134101, httpStatus: 400, title: "Template still syncing", details: "Template still syncing"),
        GraphError(
            code: 134102, httpStatus: 500, title: "Template unavailable for use",
            details: "Template unavailable for use"),
        GraphError(code: 135000, httpStatus: 400, title: "Generic user error", details: "Generic user error"),
        GraphError(
            code: 137000, httpStatus: 400, title: "Identity key hash mismatch", details: "Identity key hash mismatch"),
        GraphError(
            code: 141002, httpStatus: 400, title: "Template not approved (health_status)",
            details: "Template not approved (health_status)"),
    ]
    return Dictionary(rows.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
}()
